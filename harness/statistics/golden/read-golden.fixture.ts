import { readFileSync } from 'node:fs';

/** The rows of one golden file, as `make-golden.py` wrote them. */
export function golden<T>(name: string): T {
  const text = readFileSync(new URL(`./${name}.golden.json`, import.meta.url), 'utf8');
  return (JSON.parse(text) as { rows: T }).rows;
}
