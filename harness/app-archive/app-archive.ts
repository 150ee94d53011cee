/** A file of an app, by its name below the `.app` folder. */
export interface ArchivedFile {
  readonly name: string;
  readonly sizeBytes: number;
  /** What it takes in the archive; of a folder as much as the file itself. */
  readonly storedBytes: number;
}

/** An app that was opened and not unpacked. */
export interface AppArchive {
  readonly path: string;
  /** `ipa`: below `Payload`, as a phone installs it. */
  readonly kind: 'ipa' | 'zipped app' | 'app folder';
  /** Such as `Phi.app`. */
  readonly appName: string;
  readonly files: readonly ArchivedFile[];
  /** At most so many bytes of a file from an offset on; fewer where it ends before. Null where there is no such file. */
  readAt(name: string, offset: number, length: number): Promise<Buffer | null>;
  close(): Promise<void>;
}
