import type { MetricComparison } from '../harness/judge/change.ts';
import { doubtKinds } from '../harness/judge/doubts.ts';
import type { GateLine } from '../harness/judge/gates/gate-line.ts';
import type { ReportModel } from './report-model.ts';

/** What a reader may do after a verdict. */
export interface NextStep {
  readonly words: string;
  /** To be typed as it is. */
  readonly command?: string;
  /** Id of the section that shows more. */
  readonly section?: string;
}

type Asked = Pick<ReportModel, 'verdict' | 'run' | 'command' | 'comparisons' | 'caveats' | 'variants'>;

/** What the verdict asks for, the most telling first; empty where there is nothing to do, as for variants. */
export function nextSteps(model: Asked): NextStep[] {
  if (model.variants) return [];
  switch (model.verdict.verdict) {
    case 'NO-GO':
      return [...whereToLook(model.verdict.gates ?? []), again(model, 'Measure it again')];
    case 'GO':
      return keepGain(model);
    case 'INCONCLUSIVE':
      return moreBlocks(model);
    case 'INVALID':
      return [
        ...mends(model),
        { words: 'Go on where it ended', command: `heatsoak resume runs/${model.run}` },
      ];
  }
}

const again = ({ command }: Asked, words: string): NextStep => ({ words, command });

/** What is slow together, or is not, says in which part of the work the loss is. */
function whereToLook(gates: readonly GateLine[]): NextStep[] {
  const failed = (id: string): boolean => gates.some((line) => line.id === id && line.state === 'failed');
  const has = (id: string): boolean => gates.some((line) => line.id === id);
  const decode = failed('decode_rate');
  const first = failed('ttft') || failed('prefill_rate');
  const soak = failed('plateau') || failed('work_600');
  const memory = gates.some(({ id, state }) => state === 'failed' && MEMORY.test(id));
  const looks: (NextStep | false)[] = [
    failed('crashes') && {
      words: 'Look at the launches that died and at their crash reports',
      section: 'environment',
    },
    failed('output') && { words: 'Look at the first token that differs, in both texts', section: 'answers' },
    decode &&
      first && {
        words:
          'Slow in prefill and in decode: look at what both share, such as threads, back end and build flags',
      },
    decode &&
      !first && {
        words: `Slow in decode${has('ttft') ? ', the first token unchanged' : ''}: look at the work that is done for each token`,
        section: 'changes',
      },
    first &&
      !decode && {
        words: 'Slow before the first token, decode unchanged: look at the processing of the prompt',
        section: 'changes',
      },
    soak &&
      !decode && {
        words: 'As fast when cold, slower when hot: look at the power that a token costs',
        section: 'throttling',
      },
    memory && { words: 'More memory: look at the checkpoints of each launch', section: 'measures' },
  ];
  return looks.filter((look) => look !== false);
}

const MEMORY = /^(?:footprint|headroom|growth)/;

/** A build that is better than its baseline should be what the next one is held against. */
function keepGain({ comparisons, run }: Asked): NextStep[] {
  const gains = comparisons.flatMap(({ name, perDevice }) =>
    perDevice.some(
      ({ decides, reading, beyondMargin }) => decides && reading === 'improvement' && beyondMargin,
    )
      ? [name]
      : [],
  );
  const [first] = gains;
  if (first === undefined) return [];
  const words = `${first} improved beyond what is allowed to be lost: make this build the baseline`;
  return [{ words, command: `heatsoak baseline promote ${run}` }];
}

function moreBlocks({ comparisons, command, verdict }: Asked): NextStep[] {
  const needed = Math.max(0, ...comparisons.flatMap(blocksNeeded));
  if (needed === 0)
    return verdict.gates?.some(({ state }) => state === 'unknown')
      ? [{ words: 'Mend what is not known, then measure again', command }]
      : [];
  const words = `About ${needed} blocks on each phone would probably settle it`;
  return [{ words, command: withBlocks(command, needed) }];
}

const blocksNeeded = ({ perDevice }: MetricComparison): number[] =>
  perDevice
    .filter(({ decides, reading }) => decides && reading === 'not-enough-evidence')
    .map((change) => change.blocksNeeded ?? 0);

/** The same run with so many blocks. */
function withBlocks(command: string, blocks: number): string {
  const known = /--blocks[= ]\S+/;
  return known.test(command) ? command.replace(known, `--blocks ${blocks}`) : `${command} --blocks ${blocks}`;
}

/** What mends the commonest reasons why nothing is concluded. */
const remedies: Readonly<Record<string, string>> = {
  'low-power-mode': 'Switch Low Power Mode off, and charge the phone before it switches it on by itself',
  'session-lost': 'See to it that the phone stays connected, unlocked and awake',
  'lost-by-host': 'See to it that this host stays awake and has disk space',
  'lost-by-install': 'See to it that the app is signed for this phone',
  'no-data': 'See to it that the phone is connected and trusted: heatsoak doctor',
  'hot-start': 'Let the phone cool down: a cooler room, or longer pauses between launches',
  'in-background': 'Keep the app in front: nothing else may be opened while it measures',
  'debugger-attached': 'Measure without a debugger',
  'debug-build': 'Measure a release build',
  'os-changed': 'Switch automatic updates off while a run goes on',
};

function mends({ caveats }: Asked): NextStep[] {
  const kinds = doubtKinds(caveats);
  const known = kinds.filter(({ code }) => remedies[code] !== undefined).sort((a, b) => b.count - a.count);
  return known.slice(0, 2).map(({ code }) => ({ words: remedies[code] ?? '', section: 'doubts' }));
}
