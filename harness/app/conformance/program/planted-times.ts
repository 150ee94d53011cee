import type { ProgramBody } from '../../../agent/hosts/start-program.ts';
import { CheckedLaunch, jsonIn } from '../../../protocol/rules/checked-launch.ts';
import { type BodyAsk, bodyAsk } from '../../../virtual-phone/app/body-protocol.ts';
import type { Finding, NamedLaunch } from '../conclude.ts';
import type { LaunchViolation } from '../conformance-document.ts';
import { answersPlan } from './plans.ts';
import { PlantedPhone, type PlantedReading, type PlantedTrial } from './planted-phone.ts';
import type { Workplace } from './workplace.ts';

const NAME = 'planted-times';
/** A log has whole microseconds. */
const ROUNDING_US = 1;
/** A sampler looks every 100 ms; what it sees it may see so much later. */
const LATEST_US = 100_000;

type Words = Omit<LaunchViolation, 'launch'>;

/**
 * Launches the program on a body of planted times, memory and heat, which its log must repeat. A program that does not ask a body
 * what time it is runs by its own clock, and shows nothing.
 */
export async function plantedTimes(
  place: Workplace,
): Promise<{ readonly launches: readonly NamedLaunch[]; readonly finding: Finding }> {
  const plan = { ...answersPlan(place.model), launch: NAME };
  const started = await place.start(NAME, JSON.stringify(plan), { body: true });
  const phone = new PlantedPhone();
  const asked = await answerAll(started.agent.body, phone);
  const { files } = await started.ended;
  const launch = files && new CheckedLaunch(files);
  const words = launch === null ? [{ line: null, words: 'it left no log' }] : otherThanPlanted(launch, phone);
  return {
    launches: files && asked > 0 ? [{ name: NAME, files }] : [],
    finding: {
      id: NAME,
      says: 'on a body of planted times an agent logs these very times, ids, memory and heat, to the microsecond',
      violations: asked === 0 ? null : words.map((each) => ({ launch: NAME, ...each })),
    },
  };
}

/** Answers until the program is gone; returns how often it asked. */
async function answerAll(body: ProgramBody | null, phone: PlantedPhone): Promise<number> {
  let asked = 0;
  for await (const line of body?.asks ?? []) {
    const ask = askIn(line);
    // A program that speaks otherwise is left alone, and its log shows it.
    if (ask === null) break;
    body?.answer(JSON.stringify(phone.answer(ask)));
    asked += 1;
  }
  body?.close();
  return asked;
}

const askIn = (line: string): BodyAsk | null => bodyAsk.safeParse(jsonIn(line)).data ?? null;

function otherThanPlanted(launch: CheckedLaunch, phone: PlantedPhone): Words[] {
  return [
    ...phone.trials.flatMap((trial) => otherTrial(launch, trial)),
    ...otherMemory(launch, phone.readings),
    ...otherHeat(launch, phone.readings),
  ];
}

function otherTrial(launch: CheckedLaunch, { trial, t0, deltasUs, ids }: PlantedTrial): Words[] {
  const found = launch.of('tokens').find(({ event }) => event.trial === trial);
  if (!found) return [{ line: null, words: `trial ${trial} is not in the log` }];
  const { line, event } = found;
  const at = deltasUs.findIndex(
    (us, index) =>
      Math.abs(us - (event.deltasUs[index] ?? Number.NaN)) > ROUNDING_US ||
      event.deltasUs[index] === undefined,
  );
  const otherId = ids.findIndex((id, index) => id !== event.ids?.[index]);
  return [
    ...(Math.abs(event.t0 - t0) > ROUNDING_US
      ? [{ line, words: `trial ${trial} began at ${event.t0} µs, planted was ${t0}` }]
      : []),
    ...(at < 0
      ? []
      : [
          {
            line,
            words: `token ${at} of trial ${trial} took ${event.deltasUs[at]} µs, planted were ${deltasUs[at]}`,
          },
        ]),
    ...(otherId < 0
      ? []
      : [
          {
            line,
            words: `id ${otherId} of trial ${trial} is ${event.ids?.[otherId]}, shown was ${ids[otherId]}`,
          },
        ]),
  ];
}

/** Every sample reads what was planted for its moment, and none of the planted highs is missed. */
function otherMemory(launch: CheckedLaunch, readings: readonly PlantedReading[]): Words[] {
  const { tUs, footprintBytes } = launch.record.memory;
  const wrong = tUs.findIndex((at, index) => {
    const during = readings.filter(
      ({ fromUs }, i) => fromUs <= at + ROUNDING_US && at - ROUNDING_US <= (readings[i + 1]?.fromUs ?? at),
    );
    return !during.some(({ reading }) => reading.footprintBytes === footprintBytes[index]);
  });
  const highs = readings.flatMap(({ fromUs, reading }, i) => {
    const untilUs = readings[i + 1]?.fromUs ?? fromUs;
    const isLong = untilUs - fromUs > LATEST_US + ROUNDING_US;
    const isSeen = tUs.some(
      (at, index) => at >= fromUs && at <= untilUs && footprintBytes[index] === reading.footprintBytes,
    );
    return isLong && !isSeen
      ? [
          {
            line: null,
            words: `no sample saw the ${reading.footprintBytes} bytes of ${fromUs} to ${untilUs} µs`,
          },
        ]
      : [];
  });
  return wrong < 0
    ? highs.slice(0, 1)
    : [
        {
          line: null,
          words: `at ${tUs[wrong]} µs memory read ${footprintBytes[wrong]} bytes, which was not planted then`,
        },
      ];
}

function otherHeat(launch: CheckedLaunch, readings: readonly PlantedReading[]): Words[] {
  const hotUs = readings.find(({ reading }) => reading.thermalState === 'serious')?.fromUs;
  if (hotUs === undefined) return [];
  const told = launch.of('thermal').find(({ event }) => event.state === 'serious');
  if (!told) return [{ line: null, words: 'no thermal line tells that the phone became hot' }];
  const lateUs = told.event.t - hotUs;
  return lateUs < -ROUNDING_US || lateUs > LATEST_US + ROUNDING_US
    ? [{ line: told.line, words: `the phone became hot at ${hotUs} µs, told is ${told.event.t}` }]
    : [];
}
