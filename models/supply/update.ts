import { HeatsoakError, messageOf } from '../../harness/errors/heatsoak-error.ts';
import type { PulledModel } from './model-cache.ts';
import { ask } from './request.ts';

/** What the source says about a pulled file. */
export interface SourceState {
  readonly source: string;
  readonly sha256: string;
  readonly pulledAt: string;
  readonly state: 'unchanged' | 'changed' | 'gone' | 'unknown';
  /** What differs, or why nothing is known; null when unchanged. */
  readonly detail: string | null;
}

/** Asks the source by HEAD, without fetching: the hub's hash first, else ETag or date, else the length. */
export async function stateOfSource(
  pulled: PulledModel,
  token: string | null,
  limitMs: number,
): Promise<SourceState> {
  const { source, sha256, pulledAt } = pulled;
  const inState = (state: SourceState['state'], detail: string | null): SourceState => ({
    source,
    sha256,
    pulledAt,
    state,
    detail,
  });
  try {
    const { response, publishedSha256, validator } = await ask({
      method: 'HEAD',
      url: new URL(pulled.url),
      headers: { 'accept-encoding': 'identity' },
      token,
      signal: AbortSignal.timeout(limitMs),
    });
    const length = response.headers.get('content-length');
    const differs = difference(pulled, { publishedSha256, validator, length });
    if (differs === undefined)
      return inState('unknown', 'the server sends neither hash, ETag, date nor length');
    return inState(differs === null ? 'unchanged' : 'changed', differs);
  } catch (error) {
    const gone = error instanceof HeatsoakError && error.code === 'PULL_NOT_FOUND';
    return inState(gone ? 'gone' : 'unknown', messageOf(error));
  }
}

interface Seen {
  readonly publishedSha256: string | null;
  readonly validator: string | null;
  readonly length: string | null;
}

/** What differs; null: nothing; undefined: there is nothing to compare. A hash outweighs an ETag: a hub may move its files. */
function difference(pulled: PulledModel, seen: Seen): string | null | undefined {
  if (seen.publishedSha256 !== null)
    return seen.publishedSha256 === pulled.sha256
      ? null
      : `SHA-256 ${pulled.sha256} → ${seen.publishedSha256}`;
  if (seen.length !== null && Number(seen.length) !== pulled.sizeBytes)
    return `${pulled.sizeBytes} → ${seen.length} bytes`;
  if (seen.validator !== null && pulled.validator !== null)
    return seen.validator === pulled.validator
      ? null
      : `ETag or date ${pulled.validator} → ${seen.validator}`;
  return undefined;
}
