/** A worker as a service of its host, for the manager that starts it and starts it again. */
export interface WorkerService {
  /** Absolute paths: Node and the program. */
  readonly program: readonly string[];
  /** Behind `heatsoak`, the subcommand first. */
  readonly words: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  /** Relative paths in the words begin here. */
  readonly folder: string;
  /** Who runs it; absent: whom the manager takes. */
  readonly user?: string | undefined;
}

/** Name of the service, and of its file before the ending. */
export const SERVICE = 'heatsoak-worker';
/** As launchd wants names, backwards from a domain. */
export const LABEL = 'dev.heatsoak.worker';

/** A worker gives its sessions back and ships what they left; killed before, the next one goes on with them. */
export const STOP_LIMIT_SECONDS = 120;
/** Between two starts, s: a database that is away all night is asked again in the morning. */
export const RESTART_SECONDS = 5;
