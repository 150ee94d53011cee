import { type FileDigest, isSameFile } from './file-digest.ts';
import type { Manifest } from './manifest.ts';
import type { Journal } from './read-journal.ts';
import { journalKeepers, launchLogsOf } from './run-files.ts';
import { type InputFinding, SEAL, type Seal, SIGNATURE } from './seal.ts';

/** What a run folder holds, and what it says that it held. */
export interface FoundInputs {
  readonly manifest: Manifest;
  /** `none`: no such file; `damaged`: one that is no seal. */
  readonly seal: Seal | 'none' | 'damaged';
  /** Of a seal that names a key: whether what lies beside it is that key's signature. */
  readonly signature: 'good' | 'bad' | 'none';
  /** Every input by its path. */
  readonly files: ReadonlyMap<string, FileDigest>;
  readonly journals: ReadonlyMap<string, Journal>;
}

/** Whether a run's inputs can be held against a seal, and what was found. */
export interface Sealing {
  /**
   * `open`: the run is under way, was killed, or could not be sealed; `never`: it was made before runs were sealed; `late`: it
   * was begun before that, and gone on with since.
   */
  readonly state: 'sealed' | 'open' | 'late' | 'never';
  readonly findings: readonly InputFinding[];
}

/** Holds every input of a run against its seal, and against what the journals say of it. */
export function sealingOf(found: FoundInputs): Sealing {
  const { seal } = found;
  const isSeal = typeof seal === 'object';
  const isMissing = seal === 'none' && wasSealed(found.journals);
  const about = aboutInputs(found.manifest);
  const all = [
    ...(isMissing ? [about('removed', SEAL)] : []),
    ...(seal === 'damaged' ? [about('changed', SEAL)] : []),
    ...(isSeal ? sealFindings(found, seal, about) : []),
    ...journalFindings(found, about),
    ...copies(found, about),
    ...(isSeal ? seal.found : []),
  ];
  const byPath = new Map<string, InputFinding>();
  for (const each of all) {
    // The seal and a journal may say the same of one file; that it is a copy is another matter.
    const key = `${each.kind === 'copied'} ${each.path}`;
    if (!byPath.has(key)) byPath.set(key, each);
  }
  const findings = [...byPath.values()];
  if (isSeal) return { state: seal.state === 'sealed' && seal.late ? 'late' : seal.state, findings };
  return { state: seal === 'none' && !isMissing ? 'never' : 'sealed', findings };
}

type About = (kind: InputFinding['kind'], path: string) => InputFinding;

/** Findings about the files of this run: which of them decide, and for whom. */
function aboutInputs(manifest: Manifest): About {
  const phones = new Set(manifest.sessions.map(({ device }) => device.id));
  const deciding = new Map<string, string | null>([
    ['manifest.json', null],
    [SEAL, null],
    [SIGNATURE, null],
  ]);
  for (const keeper of journalKeepers(manifest)) {
    const places = launchLogsOf(manifest, keeper);
    const paths = places ? [places.journal, ...places.launches.map(({ name }) => name)] : [];
    // What the reference says is held against every phone.
    for (const path of paths) deciding.set(path, phones.has(keeper) ? keeper : null);
  }
  return (kind, path) => ({
    kind,
    path,
    device: deciding.get(path) ?? null,
    decides: deciding.has(path),
  });
}

/** Only a Heatsoak that seals writes these; a run of an early version has none of them. */
const wasSealed = (journals: ReadonlyMap<string, Journal>): boolean =>
  [...journals.values()].some(({ events }) =>
    events.some(
      (event) =>
        event.type === 'harness.manifest' || (event.type === 'harness.launch' && event.log !== undefined),
    ),
  );

function sealFindings({ files, signature }: FoundInputs, seal: Seal, about: About): InputFinding[] {
  if (seal.state === 'open') return [];
  const sealed = new Map(seal.files.map((file) => [file.path, file]));
  const signatures: InputFinding[] =
    seal.signedBy === undefined || signature === 'good'
      ? []
      : [signature === 'none' ? about('removed', SIGNATURE) : about('changed', SEAL)];
  const paths = [...new Set([...sealed.keys(), ...files.keys()])];
  const others = paths.flatMap((path) => {
    const kind = whatBecameOf(sealed.get(path), files.get(path));
    return kind ? [about(kind, path)] : [];
  });
  return [...signatures, ...others];
}

/** Null where nothing did. */
function whatBecameOf(
  was: FileDigest | null | undefined,
  is: FileDigest | undefined,
): Exclude<InputFinding['kind'], 'copied'> | null {
  if (was && is) return isSameFile(was, is) ? null : 'changed';
  if (was) return 'removed';
  return is ? 'added' : null;
}

/** What the journals say of the plan and of each launch's log; it holds in a run that was killed before it was sealed, too. */
function journalFindings({ manifest, seal, files, journals }: FoundInputs, about: About): InputFinding[] {
  const plan = files.get('manifest.json');
  const jobs = typeof seal === 'object' ? seal.jobs : [];
  return journalKeepers(manifest).flatMap((keeper) => {
    const journal = journals.get(keeper);
    if (!journal) return [];
    const plans = [...(plan ? [plan] : []), ...jobs.filter(({ device }) => device === keeper)];
    const replanned = journal.events.some(
      (event) => event.type === 'harness.manifest' && !plans.some((each) => isSameFile(event, each)),
    );
    const collected = collectedLogs(journal);
    const logs = (launchLogsOf(manifest, keeper)?.launches ?? []).flatMap(({ launch, name }) => {
      const was = collected.get(launch);
      const kind = was === undefined ? null : whatBecameOf(was, files.get(name));
      return kind ? [about(kind, name)] : [];
    });
    return [...(replanned ? [about('changed', 'manifest.json')] : []), ...logs];
  });
}

/** The log of each launch as it was fetched last; null: it left none. A launch that is measured again has none yet. */
function collectedLogs({ events }: Journal): ReadonlyMap<string, FileDigest | null> {
  const logs = new Map<string, FileDigest | null>();
  for (const event of events) {
    if (event.type !== 'harness.launch') continue;
    if (event.outcome === 'started' || event.outcome === 'interrupted') logs.delete(event.launch);
    else if (event.log !== undefined) logs.set(event.launch, event.log);
  }
  return logs;
}

/** No two launches on one device leave the same bytes: their logs say when they began. */
function copies({ manifest, files }: FoundInputs, about: About): InputFinding[] {
  return journalKeepers(manifest).flatMap((keeper) => {
    const holders = new Map<string, string[]>();
    for (const { name } of launchLogsOf(manifest, keeper)?.launches ?? []) {
      const digest = files.get(name);
      if (!digest || digest.sizeBytes === 0) continue;
      holders.set(digest.sha256, [...(holders.get(digest.sha256) ?? []), name]);
    }
    const alike = [...holders.values()].filter(({ length }) => length > 1).flat();
    return alike.map((path) => about('copied', path));
  });
}
