import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { planFile } from '../../harness/protocol/plan-file.ts';
import type { ModelFile } from '../../models/synthesise.ts';

/** The programs that are compared, and what both need. */
export interface Contenders {
  /** `heatsoak-agent`. */
  readonly agent: string;
  /** The loop of ios/Overhead. */
  readonly bare: string;
  /** Folder of llama.cpp's libraries. */
  readonly backends: string;
}

/** What both do. */
export interface Work {
  readonly model: ModelFile;
  readonly tokens: number;
  readonly repetitions: number;
  readonly memoryIntervalMs?: number;
}

/** The agent's command for a question, whose log lands in `folder`. The bare loop of ios/Overhead asks the same. */
export async function agentCommand({ agent }: Contenders, work: Work, folder: string): Promise<string[]> {
  const plan = planFile.parse({
    v: 1,
    launch: 'overhead',
    seed: 1,
    model: work.model,
    engine: { backend: 'cpu', contextTokens: 1024, batchTokens: 512, threads: 1 },
    memoryIntervalMs: work.memoryIntervalMs ?? 100,
    steps: [
      {
        case: 'question',
        prompt: {
          kind: 'chat',
          text: 'Why is the sky blue?',
          rendered: '<|user|>\nWhy is the sky blue?<|end|>\n<|assistant|>\n',
          addBos: true,
        },
        generateTokens: work.tokens,
        repetitions: work.repetitions,
        forSeconds: null,
        scored: true,
      },
    ],
  });
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'plan.json'), JSON.stringify(plan));
  return [agent, join(folder, 'plan.json')];
}

/** The bare loop's command for the same; it prints a line of JSON a repetition. */
export const bareCommand = (
  { bare, backends }: Contenders,
  { model, tokens, repetitions }: Work,
): string[] => [bare, model.path, backends, String(tokens), String(repetitions)];
