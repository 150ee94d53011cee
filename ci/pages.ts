import { codesPage } from '../harness/errors/codes-page.ts';
import { exitCodesPage } from '../harness/errors/exit-codes.ts';
import { register } from '../harness/measure/register.ts';
import { registerPage } from '../harness/measure/register-text.ts';
import { tablesPage } from '../harness/tables/tables-page.ts';
import { architecturesPage } from '../models/architectures/architectures-page.ts';
import { withRooms } from './rooms-page.ts';

/** Pages that are made from the source, by their path: whole, or a part of the text that stands there. */
export const pages: Readonly<Record<string, (current: string) => string>> = {
  'ARCHITECTURE.md': withRooms,
  'docs/metrics.md': () => registerPage(register()),
  'docs/errors.md': () => codesPage(),
  'docs/tables.md': () => tablesPage(),
  'docs/exit-codes.md': () => exitCodesPage(),
  'docs/architectures.md': () => architecturesPage(),
};

/** Pages whose copy on disk is not what the source says now. */
export const stalePages = (read: (path: string) => string | null): string[] =>
  Object.entries(pages).flatMap(([path, text]) => {
    const current = read(path);
    return current !== null && current === text(current) ? [] : [path];
  });
