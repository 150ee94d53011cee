import { findAgent } from '../../../ci/find-agent.ts';

const swift = findAgent();
if ('skipped' in swift) process.stderr.write(`tests of the Swift agent are left out: ${swift.skipped}\n`);

/** What the app of a virtual phone can have inside; a test of phones runs once with each that this machine has. */
export const agents = [
  { name: 'the TypeScript agent', program: null, isHere: true },
  {
    name: 'the Swift agent',
    program: 'path' in swift ? swift.path : null,
    isHere: 'path' in swift,
  },
] as const;
