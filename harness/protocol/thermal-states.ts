/** Apple's four thermal states, `NSProcessInfo.ThermalState`, coolest first. */
export const thermalStates = ['nominal', 'fair', 'serious', 'critical'] as const;
export type ThermalState = (typeof thermalStates)[number];
