import { arch, cpus, release, type } from 'node:os';

/** The host's processor as its system names it. */
export const hostName = (): string => `${cpus()[0]?.model ?? 'unknown processor'} (${cpus().length} cores)`;

export const hostOs = (): string => `${type()} ${release()} ${arch()}`;
