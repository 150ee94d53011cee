import type { Demo } from '../app/demo.ts';

/** With so many blocks a demo finds what it plants; its default. */
const ENOUGH_BLOCKS = 4;

/** What a demo says of itself: whether what was planted was found, and where it was not, whether it could be. */
export function demoRemark(
  { asPlanned, slowdownPercent, derived }: Pick<Demo, 'asPlanned' | 'slowdownPercent' | 'derived'>,
  blocks: number,
): string {
  const planted = `the candidate was built to decode ${slowdownPercent} % slower`;
  if (asPlanned) return `as planned: ${planted}, and both phones say so`;
  const others = derived.verdict.devices.filter(({ verdict }) => verdict !== 'NO-GO');
  const cannotTell = others.length > 0 && others.every(({ verdict }) => verdict === 'INCONCLUSIVE');
  return blocks < ENOUGH_BLOCKS && cannotTell
    ? `too few blocks: ${planted}, and ${blocks} blocks are not enough to prove it on every phone; heatsoak demo --blocks ${ENOUGH_BLOCKS} is`
    : `not as planned: ${planted}, and that was not found on every phone`;
}
