import type { z } from 'zod';
import { HeatsoakError } from '../errors/heatsoak-error.ts';
import { rememberedDigests } from '../files/remembered-digest.ts';
import type { Derived } from '../judge/derive.ts';
import { serverCrossovers } from '../judge/server-crossover.ts';
import { variantRows } from '../judge/variants.ts';
import { variantsDocument } from '../judge/variants-document.ts';
import type { PublishedRun } from '../publish/published-run.ts';
import { prepareVariants, type VariantsOptions } from './plan/prepare-variants.ts';
import { type PlannedRun, withTotals } from './plan.ts';
import { type Ports, portsOf } from './ports.ts';

/** What several builds of one model gave, side by side. */
export type VariantsDocument = z.infer<typeof variantsDocument>;

/** Plans a run of variants; `run` performs it. @throws HeatsoakError of kind usage */
export async function planVariants(
  options: VariantsOptions,
  ports: Pick<Ports, 'now' | 'folders'> = {},
): Promise<PlannedRun> {
  const { now, folders } = portsOf(ports);
  return withTotals(await prepareVariants(options, now(), rememberedDigests(folders.cache)));
}

/** The rows of a run of variants, and from where on a server is faster than a phone. */
export const documentOfVariants = (
  { measurement }: Derived,
  folder: string,
  published: PublishedRun,
): VariantsDocument =>
  variantsDocument.parse({
    run: folder,
    report: published.report,
    variants: variantRows(measurement),
    crossovers: serverCrossovers(measurement),
  });

/** @throws HeatsoakError `NOTHING_MEASURED` when no variant gave a value */
export function mustHaveMeasured(document: VariantsDocument): void {
  if (document.variants.some((row) => row.decodeRate !== null)) return;
  throw new HeatsoakError('NOTHING_MEASURED', 'no variant gave a value', {
    where: document.run,
    hint: 'the report lists the faults',
  });
}
