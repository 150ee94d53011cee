import { z } from 'zod';
import { PROTOCOL_VERSION } from '../../protocol/event.ts';
import { installedBuilds } from './app-files.ts';
import type { Check } from './check.ts';
import { bad, type Finding, good, mild, notAsked } from './finding.ts';
import type { ExaminedPhone } from './phone.ts';

/** `hello.json`: what an agent tells that was launched and found no plan. */
const helloFile = z.object({
  v: z.int(),
  environment: z.object({
    lowPowerMode: z.boolean().nullish(),
    brightness: z.number().nullish(),
    foreground: z.boolean().nullish(),
  }),
});

/** What only an app on the phone can tell. */
export const agentHello: Check<ExaminedPhone> = {
  id: 'agent.hello',
  says: 'the agent on the phone is fit to measure',
  mend: 'install the app of this Heatsoak',
  after: ['app.files'],
  asked: 'always',
  concerns: ({ builds }) => builds.length > 0,
  async examine(phone) {
    const said: string[] = [];
    for (const bundleId of await installedBuilds(phone)) {
      const text = await phone.hello(bundleId);
      if (text === null) continue;
      const problem = problemOf(text);
      if (problem) return problem;
      said.push(bundleId);
    }
    return said.length > 0 ? good(said.join(', ')) : notAsked('no app has left a hello.json yet');
  },
};

function problemOf(text: string): Finding | null {
  const hello = helloFile.safeParse(parsed(text)).data;
  if (!hello) return bad('its hello.json cannot be read');
  if (hello.v !== PROTOCOL_VERSION)
    return bad(`it speaks protocol ${hello.v}, this Heatsoak ${PROTOCOL_VERSION}`);
  const { lowPowerMode, foreground } = hello.environment;
  if (lowPowerMode === true)
    return bad('Low Power Mode is on', 'on the phone: Settings › Battery › Low Power Mode off');
  if (foreground === false) return mild('it was in the background', 'close what lies in front of it');
  return null;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
