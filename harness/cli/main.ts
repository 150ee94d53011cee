#!/usr/bin/env node
import { guardProcess } from './guard-process.ts';
import { withLlamaBenchSpelling } from './llama-bench-spelling.ts';
import { program } from './program.ts';
import { printError } from './terminal.ts';

const json = process.argv.includes('--json');
guardProcess(json);
try {
  await program().parseAsync(withLlamaBenchSpelling(process.argv));
} catch (error) {
  process.exitCode = printError(error, json);
}
