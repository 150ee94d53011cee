import type { Manifest, PlannedBuild, PlannedDevice } from '../experiment/manifest.ts';
import { memoryLimitBytes } from '../experiment/memory-limit.ts';
import type { MemoryPolicy, PhoneClass } from '../experiment/memory-policy.ts';
import { settingNumber } from '../words/numbers.ts';
import type { Bound } from './bound.ts';

const MIB = 2 ** 20;

/** The class of a phone; null for one that the policy does not know. */
export const classOf = (policy: MemoryPolicy, { model }: Pick<PlannedDevice, 'model'>): PhoneClass | null =>
  policy.phoneClasses.find(({ models }) => models.includes(model)) ?? null;

/**
 * What the policy asks of the candidate on a phone of this class: headroom there, and a peak that would leave as much on the
 * smallest phone that is supported, since an app takes about the same on all of them; in a conversation, no growth.
 */
export function memoryBounds(
  policy: MemoryPolicy,
  { builds }: Pick<Manifest, 'builds'>,
  { name, headroomMiB }: PhoneClass,
  talks: boolean,
): Bound[] {
  const candidate = builds.find(({ role }) => role === 'candidate');
  const [smallest, roomMiB] = smallestClass(policy, candidate);
  return [
    // A leak first: what it leaves free is its consequence.
    ...(talks ? [{ metric: 'growth_per_turn', atMost: policy.growthMiBPerTurn }] : []),
    { metric: 'headroom_min', atLeast: headroomMiB, why: ` on a phone of the class ${name}` },
    { metric: 'footprint_peak', atMost: roomMiB, why: smallestText(smallest, candidate) },
  ];
}

/** The class that leaves a build of these entitlements the least room, and how much that is. */
function smallestClass(
  { phoneClasses }: MemoryPolicy,
  build: PlannedBuild | undefined,
): readonly [PhoneClass | null, number] {
  return phoneClasses.reduce<readonly [PhoneClass | null, number]>(
    (least, each) => {
      const room = (memoryLimitBytes(each, build) ?? 0) / MIB - each.headroomMiB;
      return room < least[1] ? [each, room] : least;
    },
    [null, Number.POSITIVE_INFINITY],
  );
}

function smallestText(smallest: PhoneClass | null, build: PlannedBuild | undefined): string {
  if (!smallest) return '';
  const limit = (memoryLimitBytes(smallest, build) ?? 0) / MIB;
  const entitled = limit === smallest.memoryLimitMiB.entitled ? 'with' : 'without';
  return `, for the smallest supported phones, ${smallest.name}, kill at ${settingNumber(limit)} MiB ${entitled} the entitlement and ${smallest.headroomMiB} must stay free`;
}
