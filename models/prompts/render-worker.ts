import { parentPort } from 'node:worker_threads';
import { type RenderedTexts, type RenderRequest, renderTexts } from './render-texts.ts';

/** What the thread says: first that it is there, then one answer. */
export type RenderAnswer = { readonly ready: true } | RenderedTexts;

/** Thread of `renderChats`: a template is a stranger's program, and may run for ever or fill the memory. */
parentPort?.on('message', (request: RenderRequest) => say(renderTexts(request)));
say({ ready: true });

function say(answer: RenderAnswer): void {
  parentPort?.postMessage(answer);
}
