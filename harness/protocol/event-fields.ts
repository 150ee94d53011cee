import { z } from 'zod';
import { thermalStates } from './thermal-states.ts';

/** Version of the bench protocol that this package speaks. */
export const PROTOCOL_VERSION = 1;

export const count = z.int().nonnegative();

/** Beyond it a double cannot distinguish one microsecond, or byte, from the next: no such time or size was measured. */
const MOST = Number.MAX_SAFE_INTEGER;
export const microseconds = z.number().nonnegative().max(MOST);
export const bytes = z.number().nonnegative().max(MOST);

/** Whether a value is a time that a log may hold: the schema's rule, for lines that are too long for a schema. */
export const isMicroseconds = (value: unknown): boolean =>
  typeof value === 'number' && value >= 0 && value <= MOST;

export const thermalState = z.enum(thermalStates);

/** Every line: version, a sequence number without gaps, monotonic microseconds since the writer's start. */
export const line = z.object({ v: z.literal(PROTOCOL_VERSION), seq: count, t: microseconds });
