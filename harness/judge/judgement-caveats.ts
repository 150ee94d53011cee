import type { Manifest, PlannedPower } from '../experiment/manifest.ts';
import type { Caveat } from '../measure/caveat.ts';
import type { RunLogs } from '../measure/measure.ts';
import { earlyStops } from '../measure/skipped-blocks.ts';
import { purposeOf } from './run-purpose.ts';
import type { GateVerdict } from './verdict.ts';

/** Doubts about the judgement, not about a launch: what the plan knew, and what ended early. */
export function judgementCaveats(manifest: Manifest, logs: RunLogs): Caveat[] {
  const about = (device: string | null, code: string, message: string): Caveat => ({
    code,
    device,
    launch: null,
    message,
    invalidates: false,
    excludes: false,
  });
  const self =
    purposeOf(manifest) === 'same-build'
      ? [
          about(
            null,
            'aa-run',
            'A/A: one build against itself; it teaches the noise and decides about no build',
          ),
        ]
      : [];
  const stops = manifest.sessions.flatMap((session) =>
    earlyStops(manifest, session, logs).map((stop) =>
      about(
        session.device.id,
        'stopped-early',
        `${stop.suite} ended after ${stop.blocks} of ${stop.mostBlocks} blocks, as planned: ${stop.because === 'worse' ? 'a regression was certain' : 'everything that decides was proved'}`,
      ),
    ),
  );
  const distrust = distrusted(manifest).map((power) =>
    about(power.device, 'do-not-trust', distrustOf(power)),
  );
  return [...self, ...quickGate(manifest, about), ...stops, ...distrust];
}

/** A pass of the quick gate looks like any other, and proves less. */
const quickGate = (
  { stopping }: Manifest,
  about: (device: null, code: string, message: string) => Caveat,
): Caveat[] =>
  stopping?.rule === 'quick'
    ? [
        about(
          null,
          'quick-gate',
          'the quick gate asked for a loss of one and a half margins; that nothing changed is not proved, and a release needs the proof',
        ),
      ]
    : [];

/** Cells whose A/A runs raised the alarm before this run was planned. An A/A run is what clears it, and is judged itself. */
function distrusted(manifest: Manifest): PlannedPower[] {
  if (manifest.kind === 'aa') return [];
  return (manifest.power ?? []).filter((power) => power.calibration.state === 'alarm');
}

const distrustOf = ({ metric, calibration }: PlannedPower): string =>
  `do not trust ${metric}: ${calibration.missed} of the last ${calibration.results} A/A runs missed zero`;

/** The verdict with the distrust written beside the phone it is about: a reader of one line must see it. */
export function withDistrust(verdict: GateVerdict, manifest: Manifest): GateVerdict {
  const cells = distrusted(manifest);
  if (cells.length === 0) return verdict;
  const withReasons = (detail: string | null, powers: readonly PlannedPower[]): string | null =>
    powers.length === 0
      ? detail
      : [detail, ...powers.map(distrustOf)].filter((each) => each !== null).join('; ');
  return {
    ...verdict,
    detail: withReasons(verdict.detail, cells),
    devices: verdict.devices.map((device) => ({
      ...device,
      detail: withReasons(
        device.detail,
        cells.filter((cell) => cell.device === device.device),
      ),
    })),
  };
}
