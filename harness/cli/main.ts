#!/usr/bin/env node
import { printError } from '../terminal/terminal.ts';
import { guardProcess } from './guard-process.ts';
import { withLlamaBenchSpelling } from './llama-bench-spelling.ts';
import { program } from './program.ts';

const json = process.argv.includes('--json');
guardProcess(json);
try {
  await program().parseAsync(withLlamaBenchSpelling(process.argv));
} catch (error) {
  process.exitCode = printError(error, json);
}
