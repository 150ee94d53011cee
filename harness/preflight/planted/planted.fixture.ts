import type { Occasion } from '../../lab/doctor/check.ts';
import type { CheckId } from '../../lab/doctor/policy.ts';
import type { ExaminedRig } from '../examined-rig.fixture.ts';

/** A fault that somebody left, what is found then, and what mends it. */
export interface Planted {
  readonly check: CheckId;
  readonly fault: string;
  readonly plant: (rig: ExaminedRig) => unknown;
  readonly found: 'block' | 'warn' | 'note' | 'unknown';
  readonly mend: RegExp;
  readonly occasion?: Occasion;
}
