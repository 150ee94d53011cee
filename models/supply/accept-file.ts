import { extname } from 'node:path';
import { HeatsoakError, messageOf } from '../../harness/errors/heatsoak-error.ts';
import { readUserText } from '../../harness/files/read-user-file.ts';
import { readGguf } from '../gguf/read-gguf.ts';
import { readOnnx } from '../onnx/read-onnx.ts';
import { visibleText } from '../visible-text.ts';
import { whatBytesAre } from '../what-bytes-are.ts';
import { type ModelSource, shownUrl } from './model-source.ts';

/** Words of `whatBytesAre` for what a file of this ending begins with. */
const beginnings: Readonly<Record<string, RegExp>> = {
  '.gguf': /^a GGUF model/,
  '.zip': /^a ZIP archive/,
  '.ipa': /^a ZIP archive/,
  '.safetensors': /^a safetensors file/,
};

/** Pages and pointers stand in for every kind of file, whatever its ending. */
const standIns = /^(a web page|a Git LFS pointer|a git-annex pointer|empty)/;

/**
 * Refuses a download by its first bytes, before the rest is fetched. `mediaType` is the server's own word for it.
 * @throws HeatsoakError `PULL_NOT_MODEL`
 */
export function refuseBeginning(source: ModelSource, start: Buffer, mediaType: string | null): void {
  const ending = extname(source.fileName).toLowerCase();
  if (ending === '.html' || ending === '.htm') return;
  const what = whatBytesAre(start);
  if (what !== null && standIns.test(what)) throw notModel(source, `it is ${what}`);
  const beginning = beginnings[ending];
  if (!beginning || (what !== null && beginning.test(what))) return;
  const sent = mediaType === null ? '' : `; the server calls it ${visibleText(mediaType, 60)}`;
  const seen = what ?? `begins with "${visibleText(start.toString('latin1', 0, 8))}"`;
  throw notModel(source, `it ${what === null ? '' : 'is '}${seen}${sent}`);
}

/**
 * Checks that a whole download is what its name says: the header and length of a GGUF file, the graph of an ONNX file, JSON.
 * @throws HeatsoakError `PULL_NOT_MODEL`
 */
export async function refuseContent(source: ModelSource, path: string, hadLength: boolean): Promise<void> {
  try {
    await readContent(extname(source.fileName).toLowerCase(), path);
  } catch (error) {
    const reason = messageOf(error).replace(`${path}: `, '');
    throw notModel(
      source,
      hadLength ? reason : `${reason}; the server gave no length, so that nobody saw the cut`,
    );
  }
}

async function readContent(ending: string, path: string): Promise<void> {
  if (ending === '.gguf') await readGguf(path);
  if (ending === '.json') JSON.parse(await readUserText(path));
  if (ending === '.onnx')
    await readOnnx(path).catch((error: unknown) => {
      // Weights that lie in another file are pulled by themselves.
      if (!(error instanceof HeatsoakError) || error.code !== 'ONNX_TRUNCATED') throw error;
    });
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
