import type { Derived } from '../../judge/derive.ts';

/** What became of the run's files, where the verdict does not say it already. */
export function inputLines({ measurement, verdict }: Pick<Derived, 'measurement' | 'verdict'>): string[] {
  const said = [verdict, ...verdict.devices].map((each) => JSON.stringify(each)).join('\n');
  return measurement.caveats
    .filter(({ code }) => code === 'not-sealed' || code.startsWith('input-'))
    .filter(({ message }) => !said.includes(message))
    .map(({ message }) => `! ${message}`);
}
