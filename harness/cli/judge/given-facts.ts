import { InvalidArgumentError } from '@commander-js/extra-typings';
import { type GivenFacts, OTHERS } from '../../app/judge/judged-metrics.ts';

/** `metric=value`, or a value for all metrics that Heatsoak does not know. */
function parted(text: string): readonly [metric: string, value: string] {
  const at = text.lastIndexOf('=');
  return at < 0 ? [OTHERS, text] : [text.slice(0, at), text.slice(at + 1)];
}

/** Adds one `--direction`. */
export function directionOf(text: string, before: GivenFacts['directions'] = {}): GivenFacts['directions'] {
  const [metric, way] = parted(text);
  if (way !== 'higher' && way !== 'lower') throw new InvalidArgumentError('it must be higher or lower');
  if (Object.hasOwn(before, metric)) throw new InvalidArgumentError('it is given twice');
  return { ...before, [metric]: way };
}

/** Adds one `--margin`. */
export function marginOf(text: string, before: GivenFacts['margins'] = {}): GivenFacts['margins'] {
  const [metric, number] = parted(text);
  const percent = /^\d*\.?\d+$/.test(number) ? Number(number) : Number.NaN;
  if (!(percent > 0 && percent < 100))
    throw new InvalidArgumentError('it must be a number of per cent above 0');
  if (Object.hasOwn(before, metric)) throw new InvalidArgumentError('it is given twice');
  return { ...before, [metric]: percent };
}
