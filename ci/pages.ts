import { codesPage } from '../harness/errors/codes-page.ts';
import { register } from '../harness/measure/register.ts';
import { registerPage } from '../harness/measure/register-text.ts';

/** Pages of docs/ that are made from the source, by their path. */
export const pages: Readonly<Record<string, () => string>> = {
  'docs/metrics.md': () => registerPage(register()),
  'docs/errors.md': () => codesPage(),
};

/** Pages whose copy on disk is not what the source says now. */
export const stalePages = (read: (path: string) => string | null): string[] =>
  Object.entries(pages).flatMap(([path, text]) => (read(path) === text() ? [] : [path]));
