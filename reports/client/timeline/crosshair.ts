import type { Launch } from './launch.ts';
import { nearestInTime } from './nearest-token.ts';
import type { Crossed } from './overlay.ts';
import { indexOfToken, placeOfToken, type TokenPlace } from './token-place.ts';

/** The launch beside has a token "at the same time" no further away than this, s. */
const SAME_TIME_SECONDS = 2;

/** Which token of the launch in front is looked at: the pinned one, or for a moment the one under the pointer. */
export class Crosshair {
  private pinned: number | null = null;
  private hovered: number | null = null;

  get index(): number | null {
    return this.hovered ?? this.pinned;
  }

  clear(): void {
    this.pinned = null;
    this.hovered = null;
  }

  hover(index: number | null): void {
    this.hovered = index;
  }

  pin(index: number | null): void {
    this.pinned = index;
    this.hovered = null;
  }

  pinAt(launch: Launch, place: TokenPlace): void {
    this.pin(indexOfToken(launch, place));
  }

  /** The pinned token as a link names it. */
  place(launch: Launch): { readonly [part in keyof TokenPlace]: number | undefined } {
    return this.pinned === null ? { trial: undefined, token: undefined } : placeOfToken(launch, this.pinned);
  }

  /** The token of the launch in front, and those that came at that moment in the others. */
  through([front, ...others]: readonly Launch[]): Crossed {
    if (!front) return [];
    const second = this.index === null ? undefined : front.tokenSeconds[this.index];
    const rest = others.map((launch) => ({
      launch,
      index: second === undefined ? null : atSameTime(launch, second),
    }));
    return [{ launch: front, index: this.index }, ...rest];
  }
}

function atSameTime({ tokenSeconds }: Launch, second: number): number | null {
  const nearest = nearestInTime(tokenSeconds, second);
  const away = nearest === null ? Number.POSITIVE_INFINITY : Math.abs((tokenSeconds[nearest] ?? 0) - second);
  return away <= SAME_TIME_SECONDS ? nearest : null;
}
