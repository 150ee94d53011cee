/** Prints the outputs of the action, a line each, from the document that `heatsoak run --json` printed: node outputs.mjs FILE CODE. */
import { readFileSync } from 'node:fs';

const [path, exitCode] = process.argv.slice(2);

/** A run that could not even begin has an error as its document, or none at all. */
function documentIn(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return {};
  }
}

const { verdict, id, run, report, result } = documentIn(path);
const outputs = { verdict, 'exit-code': exitCode, run: id, folder: run, report, result };
for (const [name, value] of Object.entries(outputs)) {
  // A line of its own would be an output of its own.
  const line = String(value ?? '').replace(/[\r\n]/g, ' ');
  process.stdout.write(`${name}=${line}\n`);
}
