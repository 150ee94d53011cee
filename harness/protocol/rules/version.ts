import { PROTOCOL_VERSION } from '../event-fields.ts';
import type { Rule } from './rule.ts';

export const version: Rule = {
  id: 'version',
  says: `every line names version ${PROTOCOL_VERSION} of the protocol`,
  check: ({ lines }) =>
    lines
      .filter(({ value }) => value !== null && value['v'] !== PROTOCOL_VERSION)
      .map(({ number, value }) => ({ line: number, words: `v is ${JSON.stringify(value?.['v'])}` })),
};
