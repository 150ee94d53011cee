import type { Code } from './codes/code.ts';
import { hostCodes } from './codes/host.ts';
import { inputCodes } from './codes/input.ts';
import { labCodes } from './codes/lab.ts';
import { modelsCodes } from './codes/models.ts';
import { phoneCodes } from './codes/phone.ts';
import { promptsCodes } from './codes/prompts.ts';
import { runsCodes } from './codes/runs.ts';
import { supplyCodes } from './codes/supply.ts';

/** Every code that an error of Heatsoak can have, in one register. Codes are facts for scripts: they are never given another meaning. */
export const codes = {
  ...inputCodes,
  ...runsCodes,
  ...phoneCodes,
  ...hostCodes,
  ...labCodes,
  ...modelsCodes,
  ...supplyCodes,
  ...promptsCodes,
} as const;
export type ErrorCode = keyof typeof codes;

/** What is known of a code. */
export const codeNamed = (code: ErrorCode): Code => codes[code];
