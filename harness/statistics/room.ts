/** Enough for the fits of a usual run. */
const USUAL = 1024;

/** An array that is used again by whoever asks next. */
export interface Room {
  /** At least so long; what stood in it before still stands there. */
  readonly of: (length: number) => Float64Array;
}

/** Room for what nobody keeps: a run makes thousands of small fits, and making their arrays anew would cost as much as the sums. */
export function room(): Room {
  let array = new Float64Array(USUAL);
  const of = (length: number): Float64Array => {
    if (array.length < length) array = new Float64Array(2 * length);
    return array;
  };
  return { of };
}
