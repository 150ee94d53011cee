import { messageOf } from '../errors/heatsoak-error.ts';
import { schemaProblem } from '../errors/schema-problem.ts';
import { PROTOCOL_VERSION } from '../protocol/event.ts';
import { type PlanFile, planFile } from '../protocol/plan-file.ts';

/** Why a plan is not run; its code becomes that of a fault. */
class PlanRefused extends Error {
  override readonly name = 'PlanRefused';
  readonly code: 'PLAN_INVALID' | 'UNKNOWN_PROTOCOL_VERSION';

  constructor(code: PlanRefused['code'], message: string) {
    super(message);
    this.code = code;
  }
}

/** The plan in a `plan.json`. @throws with the code `PLAN_INVALID` or `UNKNOWN_PROTOCOL_VERSION`, and the field in its message */
export function readPlan(text: string): PlanFile {
  const asked = jsonIn(text);
  // Another version has other fields: it is told before they are.
  const { v } = (asked ?? {}) as { readonly v?: unknown };
  if (typeof v === 'number' && v !== PROTOCOL_VERSION)
    throw new PlanRefused(
      'UNKNOWN_PROTOCOL_VERSION',
      `plan.json is of version ${v}; this agent speaks ${PROTOCOL_VERSION}`,
    );
  const plan = planFile.safeParse(asked);
  if (plan.success) return plan.data;
  throw new PlanRefused('PLAN_INVALID', `plan.json: ${schemaProblem(plan.error, planFile)}`);
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new PlanRefused('PLAN_INVALID', `plan.json: ${messageOf(error)}`);
  }
}
