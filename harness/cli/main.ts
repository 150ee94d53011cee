#!/usr/bin/env node
import { program } from './program.ts';
import { printError } from './terminal.ts';

const json = process.argv.includes('--json');
try {
  await program().parseAsync();
} catch (error) {
  process.exitCode = printError(error, json);
}
