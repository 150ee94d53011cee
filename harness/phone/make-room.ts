import type { Documents } from './afc/documents.ts';
import type { Room } from './phone.ts';
import { removeModel, storedModels } from './stored-models.ts';

/**
 * Removes the model that was used least recently, and that may go.
 * @returns false where none may
 */
export async function removeOldest(documents: Documents, { keep, onRemoved }: Room): Promise<boolean> {
  const oldest = (await storedModels(documents)).find(({ sha256 }) => !keep.includes(sha256));
  if (!oldest) return false;
  await removeModel(documents, oldest);
  await onRemoved({ sha256: oldest.sha256, sizeBytes: oldest.sizeBytes });
  return true;
}

/**
 * Keeps the models of this app within what the lab gives them on the phone: those that were used least recently go, until the next
 * one fits in. What a plan needs stays, also where it is more than that.
 * @param arriving bytes of the model that is to be pushed, or is there already
 */
export async function keepBudget(
  documents: Documents,
  { sha256, sizeBytes: arriving }: { readonly sha256: string; readonly sizeBytes: number },
  room: Room,
): Promise<void> {
  const { budgetBytes } = room;
  if (budgetBytes === undefined) return;
  for (;;) {
    const others = (await storedModels(documents)).filter((each) => each.sha256 !== sha256);
    const taken = others.reduce((sum, { sizeBytes }) => sum + sizeBytes, arriving);
    if (taken <= budgetBytes || !(await removeOldest(documents, room))) return;
  }
}
