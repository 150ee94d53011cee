import { schemaProblem } from '../../errors/schema-problem.ts';
import { agentStatus } from '../plan-file.ts';
import { jsonIn } from './checked-launch.ts';
import type { Rule } from './rule.ts';

export const statusForm: Rule = {
  id: 'status-form',
  says: 'status.json is one JSON object with the fields of the protocol, and no others',
  check({ status }) {
    if (status === null) return null;
    const value = jsonIn(status);
    if (value === undefined)
      return [{ line: null, words: 'status.json is not JSON: it must be replaced whole' }];
    const found = agentStatus.safeParse(value);
    return found.success
      ? []
      : [{ line: null, words: `status.json: ${schemaProblem(found.error, agentStatus)}` }];
  },
};
