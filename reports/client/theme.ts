/** A canvas does not follow the page's colours by itself. */
export const dark = matchMedia('(prefers-color-scheme: dark)');

export const isDark = (): boolean => dark.matches;
export const ink = (): string => (isDark() ? '#e7eaee' : '#1b1f24');
export const gridColour = (): string => (isDark() ? '#343a41' : '#d9dde2');
export const seriesColour = (): string => (isDark() ? '#7db9f5' : '#0b5cad');
