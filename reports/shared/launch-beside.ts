/** What a launch is compared by. */
interface Placed {
  readonly device: string;
  readonly suite: string;
  readonly block: number;
  readonly role: string;
}

const OTHER: Readonly<Record<string, string>> = { candidate: 'baseline', baseline: 'candidate' };

/** Index of the other build's launch in the same block of the same phone and suite; null without one. */
export function launchBeside(launches: readonly Placed[], index: number): number | null {
  const own = launches[index];
  const other = own && OTHER[own.role];
  if (!own || other === undefined) return null;
  const { device, suite, block } = own;
  const partners = launches.flatMap((each, i) =>
    each.role === other && each.device === device && each.suite === suite ? [i] : [],
  );
  return partners.find((i) => launches[i]?.block === block) ?? partners[0] ?? null;
}
