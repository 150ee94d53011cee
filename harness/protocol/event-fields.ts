import { z } from 'zod';
import { thermalStates } from './thermal-states.ts';

/** Version of the bench protocol that this package speaks. */
export const PROTOCOL_VERSION = 1;

export const count = z.int().nonnegative();
export const microseconds = z.number().nonnegative();
export const bytes = z.number().nonnegative();
export const sha256 = z.string().regex(/^[0-9a-f]{64}$/);

export const thermalState = z.enum(thermalStates);

/** Every line: version, a sequence number without gaps, monotonic microseconds since the writer's start. */
export const line = z.object({ v: z.literal(PROTOCOL_VERSION), seq: count, t: microseconds });
