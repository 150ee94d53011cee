import { isSameMemoryLimit } from '../memory-limit.ts';
import type { Rule } from './rule.ts';

export const memoryLimit: Rule = {
  id: 'memory-limit',
  says: 'where the plan expects a memory limit and the phone has another, the launch ends by MEMORY_LIMIT_DIFFERS before the model is loaded',
  check(launch) {
    const expected = launch.plan?.expected?.memoryLimitBytes;
    const [first] = launch.of('checkpoint');
    if (expected === undefined || !first?.event.availableBytes) return null;
    const found = first.event.footprintBytes + first.event.availableBytes;
    if (isSameMemoryLimit(found, expected)) return [];
    const [loaded] = launch.of('model.loaded');
    if (loaded)
      return [{ line: loaded.line, words: `a model is loaded although the limit is ${found} bytes` }];
    const isTold = launch.of('fault').some(({ event }) => event.code === 'MEMORY_LIMIT_DIFFERS');
    return isTold ? [] : [{ line: first.line, words: `the limit is ${found} bytes, and no fault says so` }];
  },
};
