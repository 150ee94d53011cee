import { HeatsoakError } from '../errors/heatsoak-error.ts';
import { type Patience, postWebhook, type WebhookTarget } from './post-webhook.ts';
import type { Outlet, Publisher } from './publisher.ts';
import { messageAbout } from './webhook-message.ts';

/** Variables of the environment: a file of settings would be kept in a repository, and this must not be. */
const URL_VARIABLE = 'HEATSOAK_WEBHOOK_URL';
const SECRET_VARIABLE = 'HEATSOAK_WEBHOOK_SECRET';
const SECRET_PREFIX = 'whsec_';

/** Tells a webhook of the run, as Slack and programs read it. @param patience how long it is tried */
export const webhookWith = (patience?: Patience): Publisher => ({
  name: 'webhook',
  async publish(publication, outlet) {
    const target = targetIn(outlet.env);
    await postWebhook(target, JSON.stringify(messageAbout(publication, outlet)), patience);
    return [];
  },
});

/** `schemas/webhook.schema.json` describes the message. */
export const webhook = webhookWith();

function targetIn(env: Outlet['env']): WebhookTarget {
  const text = env[URL_VARIABLE] ?? '';
  if (text === '') throw new HeatsoakError('WEBHOOK_UNSET', `${URL_VARIABLE} is not set`);
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || !(url.protocol === 'https:' || isLoopback(url)))
    throw new HeatsoakError('WEBHOOK_UNSET', `${URL_VARIABLE} is no https address`);
  return { url, key: keyIn(env) };
}

const isLoopback = ({ protocol, hostname }: URL): boolean =>
  protocol === 'http:' && ['localhost', '127.0.0.1', '[::1]'].includes(hostname);

/** `whsec_` and base64, as Standard Webhooks writes secrets. */
function keyIn(env: Outlet['env']): Buffer | null {
  const secret = env[SECRET_VARIABLE] ?? '';
  if (secret === '') return null;
  const key = Buffer.from(secret.slice(SECRET_PREFIX.length), 'base64');
  if (!secret.startsWith(SECRET_PREFIX) || key.length === 0)
    throw new HeatsoakError('WEBHOOK_UNSET', `${SECRET_VARIABLE} is not ${SECRET_PREFIX} and base64`);
  return key;
}
