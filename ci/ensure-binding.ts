import { fileURLToPath } from 'node:url';
import { getLlama } from 'node-llama-cpp';

/**
 * Has node-llama-cpp look once whether its library runs on this host.
 * @returns `NODE_OPTIONS` by which the processes of the tests take that answer; as they are where it does not run
 */
export async function ensureBinding(options: string | undefined): Promise<string | undefined> {
  try {
    const llama = await getLlama({ gpu: false, build: 'never', logger: () => undefined });
    await llama.dispose();
  } catch {
    // The tests that need it say why.
    return options;
  }
  const answers = fileURLToPath(new URL('./tested-binding.cjs', import.meta.url));
  return [options, `--require ${JSON.stringify(answers)}`].filter(Boolean).join(' ');
}
