import { extname } from 'node:path';
import { HeatsoakError } from '../../harness/errors/heatsoak-error.ts';
import { visibleText } from '../visible-text.ts';

/** Where a model comes from, as the user named it and as it is asked for. */
export interface ModelSource {
  /** As given: the key of the cache's index. */
  readonly name: string;
  readonly url: URL;
  /** Last part of the path, cleaned; the name that the file gets. */
  readonly fileName: string;
}

export const HUGGING_FACE = 'https://huggingface.co';
/** `hf:owner/name/path/to/file`, optionally `owner/name@revision`. */
const HF = /^hf:([\w.-]+\/[\w.-]+?)(?:@([\w.-]+))?\/(.+)$/;

/**
 * Reads an `http(s)` URL or `hf:owner/name/file`. `hfEndpoint` is the hub, such as a mirror's address.
 * @throws HeatsoakError `SOURCE_INVALID`
 */
export function modelSource(name: string, hfEndpoint: string = HUGGING_FACE): ModelSource {
  const hub = HF.exec(name);
  const [, repo, revision = 'main', file = ''] = hub ?? [];
  const path = file.split('/').map(encodeURIComponent).join('/');
  const address = hub ? `${hfEndpoint.replace(/\/+$/, '')}/${repo}/resolve/${revision}/${path}` : name;
  const url = parse(address, name);
  const last = decoded(url.pathname.split('/').at(-1) ?? '', name);
  if (!/^[^/\\\0]+$/.test(last) || last === '.' || last === '..') throw invalid(name, 'names no file');
  return { name, url, fileName: cleanName(last) };
}

/** What terminals act on and people do not see: control and format characters, separators of lines, halves of pairs. */
const HIDDEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;
/** File systems allow 255 bytes; the rest is for endings such as `.part`. */
const LONGEST_NAME = 200;

/** A name as a file may have it: hidden characters become `_`, and too long a one loses its middle. */
function cleanName(name: string): string {
  const visible = name.replace(HIDDEN, '_');
  if (Buffer.byteLength(visible) <= LONGEST_NAME) return visible;
  const ending = extname(visible).slice(0, 20);
  let stem = visible.slice(0, visible.length - ending.length);
  while (Buffer.byteLength(stem + ending) > LONGEST_NAME) stem = [...stem].slice(0, -1).join('');
  return stem + ending;
}

function decoded(part: string, name: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    throw invalid(name, 'has a per cent sign that escapes nothing');
  }
}

function parse(address: string, name: string): URL {
  if (name.startsWith('hf:') && address === name)
    throw invalid(name, 'is not of the form hf:owner/name/file');
  if (!URL.canParse(address)) throw invalid(name, 'is not a URL');
  const url = new URL(address);
  if (url.protocol !== 'http:' && url.protocol !== 'https:')
    throw invalid(name, `is a ${url.protocol} address; only http and https are fetched`);
  if (url.username !== '' || url.password !== '')
    throw invalid(url.host, 'carries a password in its address');
  return url;
}

const invalid = (name: string, why: string): HeatsoakError =>
  new HeatsoakError('SOURCE_INVALID', `${visibleText(name)} ${why}`, {
    where: visibleText(name),
    hint: 'name https://host/path/model.gguf, or hf:owner/name/model.gguf',
  });

/** The address for people: what stands behind the question mark may be a signature. */
export const shownUrl = (url: URL): string => `${url.origin}${url.pathname}`;
