import type { Manifest, PlannedDevice } from '../../experiment/manifest.ts';
import type { Caveat } from '../../measure/caveat.ts';
import type { Objection } from '../gate-request.ts';

/** What is wrong, or not known, with the answers on one phone. */
export interface AnswerFinding {
  readonly device: string;
  readonly code: string;
  /** Null: a doubt that stops nothing. */
  readonly verdict: Objection['verdict'] | null;
  /** Without the phone's name. */
  readonly reason: string;
  readonly detail: string | null;
}

/** What the gate says of findings: those that stop. */
export function objectionsOf(findings: readonly AnswerFinding[], { sessions }: Manifest): Objection[] {
  const names = new Map(
    sessions.map(({ device }): [string, PlannedDevice['name']] => [device.id, device.name]),
  );
  return findings.flatMap(({ device, verdict, reason, detail }) =>
    verdict === null
      ? []
      : [{ device, gate: 'output', verdict, reason: `${names.get(device) ?? device} ${reason}`, detail }],
  );
}

/** The same as typed doubts: they stand in the report whatever the gate makes of them. */
export const caveatsOfAnswers = (findings: readonly AnswerFinding[]): Caveat[] =>
  findings.map(({ device, code, reason, detail }) => ({
    code,
    device,
    launch: null,
    message: detail === null ? reason : `${reason}: ${detail}`,
    invalidates: false,
    excludes: false,
  }));
