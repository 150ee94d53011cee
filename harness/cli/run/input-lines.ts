import type { Derived } from '../../judge/derive.ts';
import { isAboutInputs } from '../../judge/input-caveats.ts';

/** What became of the run's files, where the verdict does not say it already. */
export function inputLines({ measurement, verdict }: Pick<Derived, 'measurement' | 'verdict'>): string[] {
  const said = [verdict, ...verdict.devices].map((each) => JSON.stringify(each)).join('\n');
  return measurement.caveats
    .filter((caveat) => caveat.code === 'not-sealed' || isAboutInputs(caveat))
    .filter(({ message }) => !said.includes(message))
    .map(({ message }) => `! ${message}`);
}
