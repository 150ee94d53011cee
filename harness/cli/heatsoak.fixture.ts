import { execa } from 'execa';
import { program } from './program.fixture.ts';

const LIMIT_MS = 120_000;

/**
 * The command line in a process of its own, as somebody in `folder` runs it: without colours, and not for ever.
 * A command that fails is a result to look at, and throws nothing.
 */
export const heatsoakIn =
  (folder: string, env: Readonly<Record<string, string>> = {}, limitMs: number = LIMIT_MS) =>
  (...args: string[]) =>
    execa(process.execPath, [...program, ...args], {
      cwd: folder,
      reject: false,
      env: { NO_COLOR: '1', ...env },
      timeout: limitMs,
    });
