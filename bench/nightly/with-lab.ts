import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { scratchFolder } from '../../harness/files/scratch-folder.ts';
import type { SimulatedLab } from './simulated-night.ts';

/** A day moves both builds, a launch each by itself: what a phone that is held cool scatters by. */
const DAY_NOISE = 0.03;
const LAUNCH_NOISE = 0.006;

/** A simulated lab in a folder that is gone afterwards. */
export async function withLab<T>(
  planted: Omit<SimulatedLab, 'runs' | 'files' | 'dayNoise' | 'launchNoise'>,
  work: (lab: SimulatedLab) => Promise<T>,
): Promise<T> {
  const folder = await scratchFolder('nights');
  try {
    const [runs, files] = [join(folder.path, 'runs'), join(folder.path, 'files')];
    await mkdir(runs);
    await mkdir(files);
    return await work({ ...planted, runs, files, dayNoise: DAY_NOISE, launchNoise: LAUNCH_NOISE });
  } finally {
    await folder.remove();
  }
}
