import { request } from 'node:http';
import { networkInterfaces } from 'node:os';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type OpenSite, openLoopbackSite } from './loopback-site.ts';

let site: OpenSite;
beforeAll(async () => {
  site = await openLoopbackSite(async ({ pathname }) => {
    if (pathname === '/fails') throw new Error('broken');
    if (pathname === '/foreign') return { type: 'text/html', body: '<p>x', foreign: true };
    return pathname === '/' ? { type: 'text/html', body: '<p>ünï' } : null;
  });
});
afterAll(() => site.close());

const enter = async (): Promise<string> => {
  const { headers } = await fetch(site.url, { redirect: 'manual' });
  return headers.get('set-cookie')?.split(';')[0] ?? '';
};
const visit = async (path: string, method = 'GET') =>
  fetch(new URL(path, site.url), { method, headers: { cookie: await enter() } });

test('the token is taken for a cookie that no script reads, and leaves the address', async () => {
  const { status, headers } = await fetch(site.url, { redirect: 'manual' });
  expect([status, headers.get('location')]).toEqual([303, '/']);
  expect(headers.get('set-cookie')).toMatch(/^heatsoak-\d+=[0-9a-f]{32}; HttpOnly; SameSite=Lax; Path=\/$/);
});

test('without it nothing is told', async () => {
  const answer = await fetch(new URL('/', site.url));
  expect(answer.status).toBe(401);
  expect(await answer.text()).not.toContain('ünï');
});

test('pages may hold styles and ask this server, and nothing else', async () => {
  const { headers } = await visit('/');
  expect(headers.get('content-security-policy')).toBe(
    "default-src 'none';style-src 'unsafe-inline';img-src data:;base-uri 'none';frame-ancestors 'none';form-action 'self'",
  );
  expect(headers.get('referrer-policy')).toBe('no-referrer');
  expect(headers.get('x-content-type-options')).toBe('nosniff');
});

test('a page of somebody else stands in a box of its own', async () => {
  const policy = (await visit('/foreign')).headers.get('content-security-policy');
  expect(policy).toMatch(/;sandbox allow-scripts allow-downloads allow-modals$/);
  expect(policy).toContain("default-src 'none'");
});

test('HEAD has the headers alone; a change is refused', async () => {
  const head = await visit('/', 'HEAD');
  expect([head.status, head.headers.get('content-length'), await head.text()]).toEqual([200, '8', '']);
  const post = await visit('/', 'POST');
  expect([post.status, post.headers.get('allow')]).toEqual([405, 'GET, HEAD']);
});

test('what is not there is 404, and a fault of the site is one answer, not its end', async () => {
  expect((await visit('/nothing')).status).toBe(404);
  expect((await visit('/fails')).status).toBe(500);
  expect((await visit('/')).status).toBe(200);
});

test('a name that somebody pointed at this host is refused', async () => {
  const cookie = await enter();
  const status = await new Promise((resolve, reject) => {
    request(new URL('/', site.url), { headers: { cookie, host: 'evil.example' } }, (response) => {
      response.resume();
      resolve(response.statusCode);
    })
      .on('error', reject)
      .end();
  });
  expect(status).toBe(421);
});

test('no other address of this host answers', async () => {
  const others = Object.values(networkInterfaces())
    .flatMap((each) => each ?? [])
    .filter(({ internal, family }) => !internal && family === 'IPv4');
  for (const { address } of others)
    await expect(fetch(site.url.replace('127.0.0.1', address))).rejects.toThrow();
});

test('a port that is taken is told', async () => {
  const port = Number(new URL(site.url).port);
  await expect(openLoopbackSite(async () => null, port)).rejects.toMatchObject({ code: 'PORT_TAKEN' });
});
