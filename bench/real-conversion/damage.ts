import { mkdir, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { HeatsoakError } from '../../harness/errors/heatsoak-error.ts';
import { type OpenScored, openScoredModel } from '../../models/commands/open-scored-model.ts';
import { verifyConversion } from '../../models/commands/verify-conversion.ts';
import { verifyCoreMl } from '../../models/commands/verify-core-ml.ts';
import { type Conversion, type ConversionCheck, skippedAgreement } from '../../models/conversion.ts';
import {
  convertToCoreMl,
  DEFAULT_PREFILL_TOKENS,
  packageChecks,
} from '../../models/coreml/convert-to-coreml.ts';
import { numberOf, textOf } from '../../models/gguf/metadata.ts';
import { openGguf } from '../../models/gguf/open-gguf.ts';
import { readGguf } from '../../models/gguf/read-gguf.ts';
import { onnxWeightCheck } from '../../models/onnx/compare-weights.ts';
import { convertToOnnx } from '../../models/onnx/convert-to-onnx.ts';
import { dropLayers, layerCount } from '../../models/prune/drop-layers.ts';
import { quantiseModel } from '../../models/quantise/quantise-model.ts';
import { type Damage, damagesOf, writeChanged } from '../../models/verify/damaged-model.fixture.ts';
import { rememberingAnswers } from './remembered-answers.ts';

const CONTEXT = 512;
/** What the model is quantised to before it is converted. */
export const damagedTypes = ['Q4_0', 'Q8_0', 'F16'] as const;

/** Converts a model, and checks the result against another one's twin. */
type Convert = (work: Attempt) => Promise<Conversion>;

interface Attempt {
  readonly source: string;
  readonly compared: string;
  readonly openTwin: OpenScored;
  readonly folder: string;
}

const formats: Readonly<Record<string, Convert>> = {
  ONNX: ({ source, compared, openTwin, folder }) =>
    convertToOnnx(source, join(folder, 'model.onnx'), {
      activations: 'fp32',
      context: CONTEXT,
      force: true,
      verify: async (_, target, facts) => {
        const check = await weightsBeside(compared, target);
        if (check.outcome === 'passed') return verifyConversion(compared, target, facts, openTwin);
        return { ...skippedAgreement('its weights are others'), checks: [check] };
      },
    }),
  'Core ML': ({ source, compared, openTwin, folder }) => {
    const options = {
      contextTokens: CONTEXT,
      prefillTokens: DEFAULT_PREFILL_TOKENS,
      offsets: 'float',
      force: true,
    } as const;
    return convertToCoreMl(source, join(folder, 'model.mlpackage'), {
      ...options,
      verify: async (_, target, facts) => {
        const checks = await packageChecks(compared, target, options);
        if (checks.every(({ outcome }) => outcome === 'passed'))
          return verifyCoreMl(compared, target, facts, { openTwin });
        return { ...skippedAgreement('its weights are others'), checks };
      },
    });
  },
};

async function weightsBeside(compared: string, target: string): Promise<ConversionCheck> {
  const gguf = await openGguf(compared);
  try {
    return await onnxWeightCheck(gguf, target);
  } finally {
    await gguf.close();
  }
}

export interface Chosen {
  readonly formats: readonly string[];
  readonly types: readonly string[];
  /** Of the model only so many layers, for a busy host; null: all of them. */
  readonly layers: number | null;
}

/**
 * A real model in three types, converted as it is and with each damage: a line for each, which says what the check found.
 * @returns whether every sound one was accepted, and every damaged one was not
 */
export async function tryDamages(
  model: string,
  folder: string,
  { formats: chosen, types, layers }: Chosen,
  say: (line: string) => void,
): Promise<boolean> {
  const damages = await damagesOfModel(model);
  const whole =
    layers === null ? model : await withFirstLayers(model, layers, join(folder, 'first-layers.gguf'));
  let areRight = true;
  for (const type of damagedTypes.filter((each) => types.includes(each))) {
    const source = join(folder, `${type}.gguf`);
    await quantiseModel(whole, source, type);
    const possible = damages.filter(({ without = [] }) => !without.includes(type));
    // One twin for all whose other side is the model as it is: reading it takes a third of the time.
    const openTwin = rememberingAnswers(openScoredModel);
    for (const format of chosen) {
      for (const damage of [null, ...possible]) {
        const found = await tried(formats[format], { source, openTwin }, damage, join(folder, 'tried'));
        const isRight = found.isAccepted === (damage === null);
        areRight &&= isRight;
        say(`${isRight ? '✓' : '✕'} ${type} to ${format}, ${damage?.name ?? 'sound'}: ${found.why}`);
      }
    }
    await rm(source);
  }
  return areRight;
}

async function withFirstLayers(model: string, layers: number, path: string): Promise<string> {
  const gguf = await openGguf(model);
  try {
    const all = Array.from({ length: layerCount(gguf) }, (_, layer) => layer);
    await dropLayers(gguf, all.slice(layers), path);
    return path;
  } finally {
    await gguf.close();
  }
}

async function damagesOfModel(model: string): Promise<readonly Damage[]> {
  const { metadata } = await readGguf(model);
  const architecture = textOf(metadata, 'general.architecture') ?? '';
  return damagesOf(architecture, numberOf(metadata, `${architecture}.rope.freq_base`) ?? 10_000);
}

interface Found {
  readonly isAccepted: boolean;
  readonly why: string;
}

async function tried(
  convert: Convert | undefined,
  { source, openTwin }: Pick<Attempt, 'source' | 'openTwin'>,
  damage: Damage | null,
  folder: string,
): Promise<Found> {
  if (!convert) throw new Error(`formats are ${Object.keys(formats).join(' and ')}`);
  await mkdir(folder, { recursive: true });
  try {
    const converted = await copyOf(source, damage?.converted, join(folder, 'converted.gguf'));
    const compared = await copyOf(source, damage?.compared, join(folder, 'compared.gguf'));
    const twin = damage?.compared ? openScoredModel : openTwin;
    const { checks } = await convert({ source: converted, compared, openTwin: twin, folder });
    return {
      isAccepted: checks.every(({ outcome }) => outcome === 'passed'),
      why: checks.at(-1)?.detail ?? '',
    };
  } catch (error) {
    if (!(error instanceof HeatsoakError && error.code === 'CONVERSION_REJECTED')) throw error;
    return { isAccepted: false, why: error.message.replaceAll(`${dirname(folder)}/`, '') };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function copyOf(source: string, change: Damage['compared'], path: string): Promise<string> {
  if (!change) return source;
  await writeChanged(source, path, change);
  return path;
}
