import { z } from 'zod';

const violation = z.object({
  /** Name of the launch. */
  launch: z.string(),
  /** Of its `events.jsonl`, from 1; null where it is the log as a whole, or another file. */
  line: z.int().nullable(),
  words: z.string(),
});
export type LaunchViolation = z.infer<typeof violation>;

const answer = z.object({
  /** The rule's name in harness/protocol/spec.md, or that of what a program was put through. */
  id: z.string(),
  says: z.string(),
  /** `not-shown`: nothing in these launches shows whether it holds. */
  outcome: z.enum(['kept', 'broken', 'not-shown']),
  violations: z.array(violation),
});
export type Answer = z.infer<typeof answer>;

/** Whether an agent keeps to the protocol, as far as its launches show it. */
export const conformanceDocument = z.object({
  /** No rule is broken. */
  conforms: z.boolean(),
  /** Names of the launches that were looked at. */
  launches: z.array(z.string()),
  rules: z.array(answer),
});
export type Conformance = z.infer<typeof conformanceDocument>;
