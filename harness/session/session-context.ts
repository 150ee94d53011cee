import type { Artefacts } from '../experiment/artefacts.ts';
import type { Manifest, PlannedSession } from '../experiment/manifest.ts';
import type { CooldownPolicy } from '../lab/devices-file.ts';
import type { Phone } from '../phone/phone.ts';
import type { RunFolder } from '../store/run-folder.ts';
import type { Vocabularies } from './keep-pieces.ts';
import type { PhoneSlot } from './phone-slot.ts';
import type { Progress } from './progress.ts';
import type { SessionLog } from './session-log.ts';

/** Which file it is, whatever its name. */
export interface FileDigest {
  readonly sha256: string;
  readonly sizeBytes: number;
}

/** A session of a run, and everything outside that it needs. */
export interface SessionRequest {
  readonly manifest: Manifest;
  readonly planned: PlannedSession;
  readonly slot: PhoneSlot;
  readonly folder: RunFolder;
  readonly artefacts: Artefacts;
  readonly vocabularies?: Vocabularies | undefined;
  /** Hash and size of a file of this host, as it is now. */
  readonly digest: (path: string) => Promise<FileDigest>;
  readonly cooldown: CooldownPolicy;
  /** The clock of the run's journals, µs. */
  readonly nowUs: () => number;
  readonly progress: Progress;
  readonly signal: AbortSignal;
}

/** A session under way: what its steps work with. */
export interface SessionContext extends SessionRequest {
  readonly phone: Phone;
  readonly log: SessionLog;
  readonly report: SessionReport;
}

/** Says how far the session is. */
export interface SessionReport {
  step(message: string): void;
  /** Said once, however often the session fails. */
  lost(error: unknown): void;
}
