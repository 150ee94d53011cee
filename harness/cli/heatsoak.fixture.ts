import { execa } from 'execa';

const main = new URL('./main.ts', import.meta.url).pathname;

/**
 * The command line in a process of its own, as somebody in `folder` runs it: without colours, for two minutes at most.
 * A command that fails is a result to look at, and throws nothing.
 */
export const heatsoakIn =
  (folder: string, env: Readonly<Record<string, string>> = {}) =>
  (...args: string[]) =>
    execa(process.execPath, ['--import', import.meta.resolve('tsx'), main, ...args], {
      cwd: folder,
      reject: false,
      env: { NO_COLOR: '1', ...env },
      timeout: 120_000,
    });
