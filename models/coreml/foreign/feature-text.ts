import type { WireMessage } from './wire.ts';

/** Types of arrays by their number in `FeatureTypes.proto`. */
const arrayTypes: Readonly<Record<number, string>> = {
  65552: 'fp16',
  65568: 'fp32',
  65600: 'fp64',
  131080: 'int8',
  131104: 'int32',
};

/** Colours by their number. */
const colours: Readonly<Record<number, string>> = { 10: 'grey', 20: 'RGB', 30: 'BGR', 40: 'grey of 16 bits' };

const scalars: Readonly<Record<number, string>> = {
  1: 'int64',
  2: 'double',
  3: 'text',
  6: 'dictionary',
  7: 'sequence',
};
const IMAGE = 4;
const ARRAY = 5;
const STATE = 8;

/** A feature as people read it: `frames fp32[1–∞, 1024]`. */
export function featureText(feature: WireMessage): string {
  const type = feature.message(3);
  return `${feature.text(1)} ${type ? typeText(type) : 'of no type'}`;
}

function typeText(type: WireMessage): string {
  const [array, image, state] = [type.message(ARRAY), type.message(IMAGE), type.message(STATE)];
  const inState = state?.message(1);
  if (array) return arrayText(array);
  if (inState) return arrayText(inState);
  if (image)
    return `image ${image.integer(1) ?? '?'} × ${image.integer(2) ?? '?'} ${colours[image.integer(3) ?? 0] ?? ''}`.trimEnd();
  return scalars[type.numbers().find((field) => scalars[field]) ?? 0] ?? 'of an unknown type';
}

function arrayText(array: WireMessage): string {
  const name = arrayTypes[array.integer(2) ?? 0] ?? 'array';
  const enumerated = array.message(21)?.messages(1) ?? [];
  const ranges = array.message(31)?.messages(1) ?? [];
  if (ranges.length > 0) return `${name}[${ranges.map(rangeText).join(', ')}]`;
  const shapes = enumerated.length > 0 ? enumerated.map((each) => each.integers(1)) : [array.integers(1)];
  return shapes
    .map((shape) => (shape.length === 0 ? `${name} of any shape` : `${name}[${shape.join(', ')}]`))
    .join(' or ');
}

/** From the lower to the upper bound; a negative one stands for no bound. */
function rangeText(range: WireMessage): string {
  const [lower, upper] = [range.integer(1) ?? 0, range.integer(2) ?? 0];
  if (lower === upper) return String(lower);
  return `${lower}–${upper < 0 ? '∞' : upper}`;
}
