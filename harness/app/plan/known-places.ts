import { HeatsoakError } from '../../errors/heatsoak-error.ts';
import { didYouMean, nearestName } from '../../errors/nearest.ts';
import type { GatePolicy } from '../../experiment/gate-policy.ts';
import { iphoneModels, isIphoneModel } from '../../lab/iphone-models.ts';

/** The names that a gate policy may use in this run. */
interface Places {
  /** Of this run, and those that any run here may have. */
  readonly suites: readonly string[];
  /** Model identifiers of the lab's phones. */
  readonly models: readonly string[];
  /** Ids of the lab's phones. */
  readonly phones: readonly string[];
}

/**
 * A misspelt place would make a rule apply to nothing, in silence. A rule for a suite or a phone that only other runs have
 * is fine: one policy serves them all.
 * @throws HeatsoakError `SUITE_UNKNOWN` or `MODEL_IDENTIFIER_UNKNOWN`, with the nearest name
 */
export function mustNameKnownPlaces(
  policy: GatePolicy,
  path: string,
  { suites, models, phones }: Places,
): void {
  for (const list of ['rules', 'limits'] as const)
    for (const [i, { suite, deviceModel }] of policy[list].entries()) {
      const where = `${path}: ${list}[${i}]`;
      mustBeSuite(suite, suites, `${where}.suite`);
      mustBeModel(deviceModel, models, `${where}.deviceModel`);
    }
  for (const [i, { suite, phone }] of policy.waivers.entries()) {
    mustBeSuite(suite, suites, `${path}: waivers[${i}].suite`);
    mustBeModel(phone, [...models, ...phones], `${path}: waivers[${i}].phone`);
  }
  for (const [i, model] of policy.requiredPhones.entries())
    mustBeModel(model, models, `${path}: requiredPhones[${i}]`);
}

/** @throws HeatsoakError `SUITE_UNKNOWN`, with the nearest name */
export function mustBeSuite(suite: string | undefined, suites: readonly string[], where: string): void {
  if (suite === undefined || suites.includes(suite)) return;
  throw new HeatsoakError('SUITE_UNKNOWN', `no suite "${suite}"${didYouMean(nearestName(suite, suites))}`, {
    where,
    hint: `suites of this run, of this folder and of Heatsoak: ${suites.join(', ')}`,
  });
}

function mustBeModel(model: string | undefined, models: readonly string[], where: string): void {
  if (model === undefined || models.includes(model) || isIphoneModel(model)) return;
  const near = nearestName(model, [...models, ...iphoneModels]);
  throw new HeatsoakError('MODEL_IDENTIFIER_UNKNOWN', `no phone is a "${model}"${didYouMean(near)}`, {
    where,
    hint: `name the model identifier, such as iPhone15,4; phones of the lab: ${models.join(', ')}`,
  });
}
