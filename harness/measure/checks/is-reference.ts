import type { LaunchContext } from './check.ts';

/** The reference shows ratios and checks answers: another machine than the plan's phones, and no build is judged by it. */
export const isReference = ({ device, manifest }: Pick<LaunchContext, 'device' | 'manifest'>): boolean =>
  device.id === manifest.reference?.device.id;
