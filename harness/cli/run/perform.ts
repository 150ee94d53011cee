import { resolve } from 'node:path';
import { PROBE_WORK } from '../../agent/hosts/host-probe.ts';
import { derive } from '../../app/derive.ts';
import type { PreparedRun } from '../../app/plan/assemble-run.ts';
import { publishReport } from '../../app/publish-run.ts';
import { cacheFolder, leaseFolder } from '../../files/package-home.ts';
import type { Derived } from '../../judge/derive.ts';
import { coldProbe } from '../../lab/cold-probe.ts';
import { fileLeases } from '../../lab/file-leases.ts';
import { openLab } from '../../session/open-lab.ts';
import type { Progress } from '../../session/progress.ts';
import { performRun } from '../../session/run.ts';
import type { Terminal } from '../../terminal/terminal.ts';
import { progressLines } from './progress-lines.ts';
import { progressLive } from './progress-live.ts';

interface Performed {
  readonly path: string;
  readonly report: string;
  readonly derived: Derived;
  readonly interrupted: boolean;
}

/** Runs what was prepared, derives, and writes the report; also when it was interrupted. */
export async function perform(prepared: PreparedRun, out: string, terminal: Terminal): Promise<Performed> {
  const interruption = onInterrupt(terminal);
  const shown = showProgress(prepared, terminal);
  try {
    const folder = await performRun({
      manifest: prepared.manifest,
      root: resolve(out),
      leases: fileLeases(leaseFolder()),
      cooldown: prepared.lab.cooldown,
      coldProbe: coldProbe(cacheFolder(), PROBE_WORK),
      openLab: (folder) => openLab(prepared.manifest, prepared.devices, interruption.signal, folder),
      progress: shown.progress,
      signal: interruption.signal,
    });
    await shown.finish();
    const derived = await derive(folder.path);
    const report = await publishReport(derived, folder.path);
    return { path: folder.path, report, derived, interrupted: interruption.signal.aborted };
  } finally {
    await shown.finish();
    interruption.release();
  }
}

function showProgress(
  prepared: PreparedRun,
  terminal: Terminal,
): { progress: Progress; finish(): Promise<void> } {
  const { manifest } = prepared;
  if (!terminal.json && process.stdout.isTTY && !process.env['CI']) {
    const before = [
      ...(manifest.reference ? [manifest.reference.device.id] : []),
      ...(manifest.source ? ['quality'] : []),
    ];
    return progressLive([...before, ...manifest.sessions.map(({ device }) => device.id)]);
  }
  return { progress: progressLines(terminal.say, () => performance.now()), finish: async () => undefined };
}

/** First Ctrl-C ends the run after the step under way and keeps what was measured; a second one ends at once. */
function onInterrupt(terminal: Terminal): { signal: AbortSignal; release(): void } {
  const controller = new AbortController();
  const stop = (): void => {
    if (controller.signal.aborted) process.exit(130);
    terminal.say(
      'interrupted: ending the launch under way and writing a partial report (Ctrl-C again to end at once)',
    );
    controller.abort(new Error('interrupted'));
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  return {
    signal: controller.signal,
    release: () => {
      process.off('SIGINT', stop);
      process.off('SIGTERM', stop);
    },
  };
}
