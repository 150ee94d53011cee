import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { pages } from './pages.ts';

for (const [path, text] of Object.entries(pages))
  writeFileSync(path, text(existsSync(path) ? readFileSync(path, 'utf8') : ''));
