/** Some servers compress although they were asked not to. */
export function isEncoded({ headers }: Response): boolean {
  const encoding = headers.get('content-encoding');
  return encoding !== null && encoding !== '' && encoding !== 'identity';
}

/** A length beyond any disk is one too: the disk is asked before the first byte. */
export function lengthOf({ headers }: Response): number | null {
  const length = headers.get('content-length');
  return length !== null && /^\d+$/.test(length) ? Number(length) : null;
}

export interface ContentRange {
  readonly start: number | null;
  /** The last byte's place. */
  readonly last: number | null;
  readonly total: number | null;
}

/** What part of a file an answer is, as it says itself. */
export function contentRange({ headers }: Response): ContentRange {
  const [, start, last, total] =
    /^bytes (?:(\d+)-(\d+)|\*)\/(\d+|\*)$/.exec(headers.get('content-range') ?? '') ?? [];
  const number = (text: string | undefined): number | null =>
    text === undefined || text === '*' ? null : Number(text);
  return { start: number(start), last: number(last), total: number(total) };
}
