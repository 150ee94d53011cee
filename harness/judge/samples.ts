import type { ComparisonRequest } from './comparison-request.ts';
import { fitPhone, type PhoneFit } from './launch-model.ts';
import { caseLevels, casesIn, type LaunchValues, type Level, suiteLevels } from './levels.ts';

type SampledLaunches = Pick<ComparisonRequest, 'launches' | 'cases' | 'pairs'>;

/** What is compared of one phone: the launches' levels, and what they say. */
export interface Sample {
  readonly levels: readonly Level[];
  readonly fit: PhoneFit | null;
  /** Of a suite: what each of its cases says. */
  readonly cases?: readonly Sample[];
}

/** One case on each device. */
export interface ComparedCase {
  readonly name: string;
  readonly samples: readonly Sample[];
}

/** Of the phones that have one. */
export function fitsOf(samples: readonly Sample[]): PhoneFit[] {
  const fits: PhoneFit[] = [];
  for (const { fit } of samples) if (fit) fits.push(fit);
  return fits;
}

const sampleOf = ({ pairs }: SampledLaunches, levels: readonly Level[]): Sample => ({
  levels,
  fit: fitPhone(levels, pairs),
});

/** Each case on each device, in the order of `launches`; none for a suite of one case, which is that case. */
export function comparedCases(request: SampledLaunches, launches: readonly LaunchValues[][]): ComparedCase[] {
  const cases = casesOf(request);
  return (cases.length > 1 ? cases : []).map((name) => ({
    name,
    samples: launches.map((own) => sampleOf(request, caseLevels(own, name))),
  }));
}

/**
 * All cases of one device together. What stalled in one case alone says nothing of its launch.
 * @param device its place in `byCase`
 */
export function suiteSample(
  request: SampledLaunches,
  launches: readonly LaunchValues[],
  device: number,
  byCase: readonly ComparedCase[],
): Sample {
  const stalled = new Map<LaunchValues, Set<string>>();
  for (const { name, samples } of byCase) {
    for (const { launch } of samples[device]?.fit?.outlying ?? [])
      stalled.set(launch, (stalled.get(launch) ?? new Set()).add(name));
  }
  const cases = byCase.flatMap(({ samples }) => samples[device] ?? []);
  return { ...sampleOf(request, suiteLevels(launches, stalled)), cases };
}

const casesOf = ({ cases, launches }: SampledLaunches): string[] => [
  ...new Set([...(cases ?? []), ...casesIn(launches)]),
];
