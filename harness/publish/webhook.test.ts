import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { Webhook } from 'standardwebhooks';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Patience } from './post-webhook.ts';
import { hostileNames, publicationOf } from './publication.fixture.ts';
import { webhookWith } from './webhook.ts';
import { webhookMessage } from './webhook-message.ts';

const secret = `whsec_${Buffer.from('a secret of the tests').toString('base64')}`;

interface Received {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

let server: Server;
let received: Received[] = [];
/** The statuses that it answers, one a try; then 200. Null: it never answers. */
let answers: (number | null)[] = [];
let address = '';

beforeEach(async () => {
  [received, answers] = [[], []];
  server = createServer(async (request, response) => {
    received.push({ headers: request.headers, body: await text(request) });
    const status = answers.length > 0 ? answers.shift() : 200;
    if (status !== null && status !== undefined)
      response.writeHead(status, { location: '/elsewhere' }).end('no');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/services/T0/B0/planted-secret`;
});
afterEach(() => {
  server.closeAllConnections();
  server.close();
});

/** What must be answered is waited for, however long this host takes over it. */
const patient = { tryMs: 60_000, pausesMs: [1, 1] };

const post = (
  env: Record<string, string> = {},
  { names = {}, patience = patient }: { names?: Record<string, string>; patience?: Patience } = {},
) =>
  webhookWith(patience).publish(publicationOf('NO-GO', names), {
    env: { HEATSOAK_WEBHOOK_URL: address, ...env },
    command: () => undefined,
  });

test('a message has lines for Slack and the run for programs, and nothing of this host', async () => {
  await post({ GITHUB_SERVER_URL: 'https://github.example', GITHUB_REPOSITORY: 'a/b', GITHUB_RUN_ID: '7' });
  const message = webhookMessage.parse(JSON.parse(received[0]?.body ?? ''));
  expect(message.text).toMatch(/^NO-GO: iPhone one decodes 10\.1.% slower than baseline/);
  expect(message.text).toMatch(/2.phones, SIMULATED/);
  expect(message.text).toContain('\nhttps://github.example/a/b/actions/runs/7');
  expect(message.run).toMatchObject({ verdict: 'NO-GO', virtual: true });
  expect(message.run.changes.every(({ gating }) => gating)).toBe(true);
  expect(received[0]?.body).not.toContain('/nowhere');
  expect(received[0]?.headers['webhook-signature']).toBeUndefined();
});

test('a receiver that knows the secret can check who sent the message', async () => {
  await post({ HEATSOAK_WEBHOOK_SECRET: secret });
  const { body = '', headers = {} } = received[0] ?? {};
  const given = headers as Record<string, string>;
  expect(new Webhook(secret).verify(body, given)).toMatchObject({ v: 1 });
  expect(() => new Webhook(secret).verify(body.replace('NO-GO', 'GO'), given)).toThrow('signature');
});

const ids = () => new Set(received.map(({ headers }) => headers['webhook-id']));

test('a server that is busy is tried again with the same id', async () => {
  answers = [503, 429];
  await post();
  expect([received.length, ids().size]).toEqual([3, 1]);
});

test('a server that does not answer in time is tried again with the same id', async () => {
  answers = [null];
  // The time of the first try is over once its message is there, and not before.
  const over = new AbortController();
  const limit = vi.spyOn(AbortSignal, 'timeout').mockReturnValueOnce(over.signal);
  const posted = post();
  await vi.waitFor(() => expect(received).toHaveLength(1), 30_000);
  over.abort(new DOMException('it is late', 'TimeoutError'));
  await posted;
  limit.mockRestore();
  expect([received.length, ids().size]).toEqual([2, 1]);
});

test('a server that never answers is waited for no longer than the limit', async () => {
  answers = [null, null, null];
  await expect(post({}, { patience: { tryMs: 50, pausesMs: [1, 1] } })).rejects.toThrow('no answer in time');
});

test.each([
  ['refuses', [404], 1, 'HTTP 404'],
  ['leads elsewhere', [307], 1, 'HTTP 307'],
  ['stays broken', [500, 500, 500], 3, 'HTTP 500'],
])(
  'a server that %s gets no more tries than may help, and its address stays secret',
  async (_, given, tries, said) => {
    answers = [...given];
    const failed = post();
    await expect(failed).rejects.toMatchObject({ code: 'WEBHOOK_FAILED' });
    await expect(failed).rejects.toThrow(said);
    await expect(failed).rejects.not.toThrow('planted-secret');
    expect(received).toHaveLength(tries);
  },
);

test.each([
  ['that is not set', { HEATSOAK_WEBHOOK_URL: '' }],
  ['that is no address', { HEATSOAK_WEBHOOK_URL: 'planted-secret' }],
  ['over which everybody reads along', { HEATSOAK_WEBHOOK_URL: 'http://hooks.example/planted-secret' }],
  ['with a secret that is none', { HEATSOAK_WEBHOOK_SECRET: 'planted-secret' }],
])('an address %s is refused, and not repeated', async (_, env) => {
  const failed = post(env);
  await expect(failed).rejects.toMatchObject({ code: 'WEBHOOK_UNSET' });
  await expect(failed).rejects.not.toThrow('planted-secret');
  expect(received).toEqual([]);
});

test('a server that nobody reaches is told by what failed', async () => {
  server.close();
  await once(server, 'close');
  await expect(post()).rejects.toThrow('ECONNREFUSED');
});

test('a name mentions nobody in Slack', async () => {
  for (const phone of hostileNames) await post({}, { names: { phone } });
  for (const { body } of received)
    expect(webhookMessage.parse(JSON.parse(body)).text).not.toMatch(/[<>]|&(?!amp;|lt;|gt;)/);
});
