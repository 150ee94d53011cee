import { HeatsoakError } from '../../errors/heatsoak-error.ts';

/** What stands before the ids of a text. @throws HeatsoakError `BOS_MISSING` where BOS is asked of a model that has none */
export function beginning<T extends number>(addBos: boolean, bos: T | null, modelPath: string): T[] {
  if (!addBos) return [];
  if (bos !== null) return [bos];
  throw new HeatsoakError('BOS_MISSING', `${modelPath} names no token that begins a sequence`, {
    where: modelPath,
    hint: 'heatsoak model inspect shows its tokenizer; convert the model again',
  });
}
