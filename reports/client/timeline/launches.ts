import type { EmbeddedTimelines } from '../../shared/embedded-timeline.ts';
import { launchBeside } from '../../shared/launch-beside.ts';
import type { View } from '../../shared/view-link.ts';
import { type Launch, launchOf } from './launch.ts';

/** Unpacked launches that are kept: the two that are shown, and the two before them. */
const KEPT = 4;
/** A link's word for no launch beside the first. */
const NONE = 'none';

/** The launch in front and the one beside it, by their places in the run. */
export interface Choice {
  readonly front: number;
  readonly beside: number | null;
}

/** All launches of the run, unpacked when they are first looked at. */
export class Launches {
  private readonly all: EmbeddedTimelines;
  private readonly packed: Int32Array;
  private readonly kept = new Map<number, Launch>();

  constructor(all: EmbeddedTimelines, packed: Int32Array) {
    this.all = all;
    this.packed = packed;
  }

  at(index: number): Launch | null {
    const known = this.kept.get(index);
    if (known) return known;
    const launch = launchOf(this.all, index, this.packed);
    if (!launch) return null;
    this.kept.set(index, launch);
    for (const oldest of this.kept.keys()) if (this.kept.size > KEPT) this.kept.delete(oldest);
    return launch;
  }

  /** The launch in front with the other build's beside it. */
  pair(front: number): Choice {
    return { front, beside: launchBeside(this.all.launches, front) };
  }

  /** The launches that a link names; null where it names none of this run. */
  chosen({ device, launch, beside }: View): Choice | null {
    const place = (id: string | undefined): number =>
      this.all.launches.findIndex((each) => each.device === device && each.launch === id);
    const front = place(launch);
    if (front < 0) return null;
    if (beside === undefined) return this.pair(front);
    const other = place(beside);
    return { front, beside: beside === NONE || other < 0 ? null : other };
  }

  /** What a link says of a choice; what a reader gets by default is not said. */
  named({ front, beside }: Choice): Pick<View, 'device' | 'launch' | 'beside'> {
    const own = this.all.launches[front];
    const isDefault = this.pair(front).beside === beside;
    const other = beside === null ? NONE : this.all.launches[beside]?.launch;
    return { device: own?.device, launch: own?.launch, beside: isDefault ? undefined : other };
  }
}
