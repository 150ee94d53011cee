import type { EnvironmentRecord } from '../result.ts';
import type { LaunchCheck } from './check.ts';

type Fact = 'charging' | 'brightness' | 'foreground' | 'network';

type Value = boolean | number | string;

/** A state of the phone that must not change while it measures. */
const steady = (
  code: string,
  fact: Fact,
  name: string,
  isSame: (a: Value, b: Value) => boolean = (a, b) => a === b,
): LaunchCheck => ({
  code,
  rule: `${name} stays as it was from the start of a launch to its end`,
  effect: 'excludes',
  find({ environment }) {
    const values = environment.flatMap((each) => each[fact] ?? []);
    const [first] = values;
    const other = values.find((value) => first !== undefined && !isSame(first, value));
    return first === undefined || other === undefined ? null : `${name} changed from ${first} to ${other}`;
  },
});

/** iOS moves the brightness by hundredths of itself, also where it is set by hand; a twentieth nobody sees. */
const BRIGHTNESS_TOLERANCE = 0.05;
/** Of readings that are written as decimal numbers. */
const ROUNDING = 1e-9;

function isAlikeBright(a: Value, b: Value): boolean {
  return Math.abs(Number(a) - Number(b)) <= BRIGHTNESS_TOLERANCE + ROUNDING;
}

export const environmentChecks: readonly LaunchCheck[] = [
  {
    code: 'low-power-mode',
    rule: 'Low Power Mode is off from the start of a launch to its end',
    effect: 'excludes',
    find({ environment }) {
      const on = environment.filter(({ lowPowerMode }) => lowPowerMode === true);
      if (on.length === 0) return null;
      const always = environment.every(({ lowPowerMode }: EnvironmentRecord) => lowPowerMode !== false);
      return always ? 'Low Power Mode was on' : 'Low Power Mode was switched during the launch';
    },
  },
  steady('charging-changed', 'charging', 'the charging state'),
  steady('brightness-changed', 'brightness', 'the brightness', isAlikeBright),
  steady('foreground-changed', 'foreground', 'the foreground state'),
  steady('network-changed', 'network', 'the network'),
  {
    code: 'in-background',
    rule: 'the app is in the foreground',
    effect: 'excludes',
    find: ({ environment }) =>
      environment.length > 0 && environment.every(({ foreground }) => foreground === false)
        ? 'the app was behind another one'
        : null,
  },
];
