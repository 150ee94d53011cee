import { type SimulatedRun, simulatedRunLogs } from '../app/simulated-run.fixture.ts';
import { type Derived, deriveLogs } from '../judge/derive.ts';
import type { VerdictWord } from '../judge/verdict.ts';
import type { Publication } from './publisher.ts';

const devices = ['one', 'two'];
const even = { baseline: 20, candidate: 20 };
const hot: SimulatedRun['edit'] = (log) => log.replace('"lowPowerMode":false', '"lowPowerMode":true');

/** Slower by a tenth, and somebody answers for it. */
const waivers = [{ metric: 'decode_rate', owner: 'anna', until: '2026-12-31', why: 'new sampler' }];

/** A run that ends in each verdict, and three that are told apart from it. */
export const runsByEnd = {
  GO: { devices, speeds: even },
  'NO-GO': { devices, speeds: { baseline: 20, candidate: 18 } },
  INCONCLUSIVE: { devices, speeds: { candidate: 20 } },
  INVALID: { devices, speeds: even, edit: hot },
  crashed: { devices, speeds: even, ends: ({ role }) => (role === 'candidate' ? 'crashed' : null) },
  waived: { devices, speeds: { baseline: 20, candidate: 18 }, extra: { waivers } },
  lost: { devices, speeds: even, lost: (device) => device === 'two' },
} as const satisfies Record<VerdictWord | 'crashed' | 'waived' | 'lost', SimulatedRun>;
export type RunEnd = keyof typeof runsByEnd;

/** Names that somebody else chose, and that every format has to carry. */
export interface Names {
  readonly phone?: string;
  readonly build?: string;
  readonly commit?: string;
  readonly url?: string;
}

const derivedOf = new Map<RunEnd, Derived>();

/** A run that ended so, ready to be published. */
export function publicationOf(end: RunEnd, names: Names = {}): Publication {
  const derived = derivedOf.get(end) ?? deriveLogs(simulatedRunLogs(runsByEnd[end]));
  derivedOf.set(end, derived);
  return { derived: renamed(derived, names), folder: '/nowhere', exitCode: 0 };
}

/** The same run, had its phones and builds been called so: names go into sentences and decide nothing. */
function renamed(derived: Derived, { phone, build, ...origin }: Names): Derived {
  const said = <T>(value: T): T =>
    phone === undefined
      ? value
      : (JSON.parse(
          JSON.stringify(value).replace(
            /iPhone (one|two)/g,
            JSON.stringify(phone).slice(1, -1).replaceAll('$', '$$$$'),
          ),
        ) as T);
  const manifest = said(derived.measurement.manifest);
  const builds = manifest.builds.map((each) => ({ ...each, name: build ?? each.name, ...origin }));
  return {
    ...derived,
    verdict: said(derived.verdict),
    gateFindings: said(derived.gateFindings),
    measurement: { ...derived.measurement, manifest: { ...manifest, builds } },
  };
}

/** What breaks formats: markup of each, ends of lines and of strings, commands of CIs, formulas, halves of characters. */
export const hostileNames = [
  'a"b\'c`d``` | e | <b>&amp;</b> ]]> <!-- -->',
  'line\none\r\ntwo\u2028three\u0000four\u001b[31mfive\u0085\ufffe',
  '::error title=x::planted\n::set-output name=a::b',
  '##vso[task.complete] ##teamcity[x] --- +++',
  '<!channel> @everyone @here #1 http://evil.example www.evil.example [link](http://evil.example) ![i](x)',
  '=cmd|"/c calc"!A1,+1,-1,@SUM(1)',
  '{x="1"} # EOF\n# TYPE a gauge\\" \\n \u0024{{ secrets.TOKEN }}',
  '\ud800 lone \udfff \u{1f4a5} \u202e reversed',
  '%0A%25 %',
  '',
] as const;
