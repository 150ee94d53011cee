import type { CheckedLaunch } from './checked-launch.ts';

/** Whether a phone was measured, real or virtual. A host has other work to do, which no agent can help. */
export const isPhone = ({ record: { agent, virtual } }: CheckedLaunch): boolean =>
  virtual || /^i(Phone|Pad)/.test(agent?.model ?? '');
