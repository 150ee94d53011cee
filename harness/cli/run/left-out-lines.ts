import type { Manifest } from '../../experiment/manifest.ts';

/** Phones in quarantine, and how they come back. */
export const leftOutLines = ({ quarantined = [] }: Pick<Manifest, 'quarantined'>): string[] =>
  quarantined.map(
    ({ device, since, why }) =>
      `! ${device} is left out: in quarantine since ${since}, ${why}; next: heatsoak doctor --long --device ${device}`,
  );
