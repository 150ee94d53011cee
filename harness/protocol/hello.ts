import { z } from 'zod';
import { agentStarted, checkpoint, environment } from './event.ts';
import { PROTOCOL_VERSION } from './event-fields.ts';

/** `hello.json`: what an app tells of itself and its phone where it was asked to run and found no plan. */
export const agentHello = z.object({
  v: z.literal(PROTOCOL_VERSION),
  agent: z.string(),
  /** Name and version of the engine. */
  engine: z.string(),
  build: agentStarted.shape.build,
  device: agentStarted.shape.device,
  virtual: z.boolean(),
  unreadable: agentStarted.shape.unreadable,
  environment: environment.omit({ v: true, seq: true, t: true, type: true, at: true }),
  memory: checkpoint.omit({ v: true, seq: true, t: true, type: true, at: true }),
});
