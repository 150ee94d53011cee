import { z } from 'zod';
import { agentNames } from './manifest.ts';

/**
 * The agent of the virtual phones of tests that perform whole runs, as devices.json names it:
 * `HEATSOAK_TEST_AGENT=swift npx vitest run harness/app/mistakes.appium.test.ts`.
 */
export const testAgent = z
  .object({ agent: z.enum(agentNames).optional() })
  .parse({ agent: process.env['HEATSOAK_TEST_AGENT'] });
