import { basename, extname } from 'node:path';
import { HeatsoakError, messageOf } from '../../harness/errors/heatsoak-error.ts';
import { readUserText } from '../../harness/files/read-user-file.ts';
import { behindOneAnother, nextFileAt } from '../gguf/after-last-tensor.ts';
import { countOf } from '../gguf/metadata.ts';
import { readGguf } from '../gguf/read-gguf.ts';
import { readOnnx } from '../onnx/read-onnx.ts';
import { visibleText } from '../visible-text.ts';
import { whatBytesAre } from '../what-bytes-are.ts';
import { isText } from '../what-text-is.ts';
import { type ModelSource, shownUrl } from './model-source.ts';

/** Words of `whatBytesAre` for what a file of this ending begins with. */
const beginnings: Readonly<Record<string, RegExp>> = {
  '.gguf': /^a GGUF model/,
  '.zip': /^a ZIP archive/,
  '.ipa': /^a ZIP archive/,
  '.safetensors': /^a safetensors file/,
};

/** Pages and pointers stand in for every kind of file, whatever its ending. */
const standIns =
  /^(a web page|an XML document|a server's answer|a Git LFS pointer|a Xet pointer|a git-annex pointer|empty)/;

/** Files beside a model that are text; what ends otherwise holds weights, and those are never text. */
const textEndings = new Set(
  `json jsonl txt text md rst html htm xhtml xml plist svg yaml yml toml ini cfg conf csv tsv tmpl template jinja jinja2 j2 tiktoken
   vocab merges bpe codes dict pbtxt prototxt proto gbnf mil params modelfile sha256 sha1 md5 sum log list lst asc py js mjs
   ts c cc cpp h hpp m swift sh metal ipynb`
    .split(/\s+/)
    .map((each) => `.${each}`),
);
const papers = /^(licen[cs]e|notice|readme|copying|changelog|use_policy)\b/i;
const markedUp = new Set(['.html', '.htm', '.xhtml', '.xml', '.plist', '.svg']);

/** What ends in no word, such as an address without a name of a file, may be anything. */
const isBinary = (fileName: string, ending: string): boolean =>
  /^\.[a-z][\w-]*$/.test(ending) && !textEndings.has(ending) && !papers.test(fileName);

/**
 * Refuses a download by its first bytes, before the rest is fetched. `mediaType` is the server's own word for it.
 * @throws HeatsoakError `PULL_NOT_MODEL`
 */
export function refuseBeginning(source: ModelSource, start: Buffer, mediaType: string | null): void {
  const ending = extname(source.fileName).toLowerCase();
  const what = whatBytesAre(start);
  if (what !== null && standsIn(ending, start, what)) throw notModel(source, `it is ${what}`);
  const beginning = beginnings[ending];
  const isRight = beginning
    ? what !== null && beginning.test(what)
    : !(isBinary(source.fileName, ending) && (isText(start) || isPage(ending, what, mediaType)));
  if (isRight) return;
  const sent = mediaType === null ? '' : `; the server calls it ${visibleText(mediaType, 60)}`;
  const seen = what ?? `begins with "${visibleText(start.toString('latin1', 0, 8))}"`;
  throw notModel(source, `it ${what === null ? '' : 'is '}${seen}${sent}`);
}

function standsIn(ending: string, start: Buffer, what: string): boolean {
  if (!standIns.test(what)) return false;
  if (markedUp.has(ending)) return !/^(a web page|an XML document)/.test(what);
  // Markdown often begins with an element of its own, but not with a whole page.
  return ending !== '.md' || !what.startsWith('a web page') || /^\W*<(!doctype|html)/i.test(start.toString());
}

/** Bytes that say nothing are what the server calls them; a graph of ONNX, which has no magic number, is read before it is kept. */
const isPage = (ending: string, what: string | null, mediaType: string | null): boolean =>
  what === null && ending !== '.onnx' && /^\s*(text\/html|application\/xhtml)/i.test(mediaType ?? '');

/**
 * Checks that a whole download is what its name says: the header and length of a GGUF file, the graph of an ONNX file, JSON.
 * @throws HeatsoakError `PULL_NOT_MODEL`
 */
export async function refuseContent(source: ModelSource, path: string, hadLength: boolean): Promise<void> {
  try {
    await readContent(extname(source.fileName).toLowerCase(), path);
  } catch (error) {
    // The part's own name in the cache is nobody's.
    const reason = messageOf(error)
      .replace(`${path}: `, '')
      .replaceAll(path, source.fileName)
      .replaceAll(basename(path), source.fileName);
    throw notModel(
      source,
      hadLength ? reason : `${reason}; the server gave no length, so that nobody saw the cut`,
    );
  }
}

async function readContent(ending: string, path: string): Promise<void> {
  if (ending === '.gguf') await readOneGguf(path);
  if (ending === '.json') JSON.parse(await readUserText(path));
  if (ending === '.onnx')
    await readOnnx(path).catch((error: unknown) => {
      // Weights that lie in another file are pulled by themselves.
      if (!(error instanceof HeatsoakError) || error.code !== 'ONNX_TRUNCATED') throw error;
    });
}

/** @throws HeatsoakError as `readGguf`; Error where a second file follows the first, of which nobody would read a word */
async function readOneGguf(path: string): Promise<void> {
  const file = await readGguf(path);
  const nextAt = await nextFileAt(path, file);
  if (nextAt !== null) throw new Error(behindOneAnother(nextAt, countOf(file.metadata, 'split.count') ?? 1));
}

const notModel = (source: ModelSource, why: string): HeatsoakError =>
  new HeatsoakError(
    'PULL_NOT_MODEL',
    `${shownUrl(source.url)} is not what its name says: ${why}. The bytes were discarded`,
    {
      where: shownUrl(source.url),
      hint: 'open the address in a browser: on a hub take the download link (…/resolve/main/…), not the page (…/blob/…)',
    },
  );
