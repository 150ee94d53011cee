import type { Rule } from './rule.ts';

/** Less than this has no phone of the last ten years, and no host. */
const LEAST_MEMORY_BYTES = 2 ** 29;

export const identity: Rule = {
  id: 'identity',
  says: 'agent.started says who measures: agent, app, version, phone and system are named, and memory is in bytes',
  check(launch) {
    const [started] = launch.of('agent.started');
    if (!started) return null;
    const { line, event } = started;
    const { agent, build, device, clock } = event;
    const names = {
      agent,
      'build.bundleId': build.bundleId,
      'build.version': build.version,
      'device.model': device.model,
      'device.os': device.os,
      'device.osBuild': device.osBuild,
      'clock.name': clock.name,
    };
    const unnamed = Object.entries(names).filter(([, value]) => value.trim() === '');
    const small = device.memoryBytes < LEAST_MEMORY_BYTES;
    return [
      ...unnamed.map(([name]) => ({ line, words: `${name} is empty` })),
      ...(small ? [{ line, words: `device.memoryBytes is ${device.memoryBytes}` }] : []),
    ];
  },
};
