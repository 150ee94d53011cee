import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type DatabaseAddress, openDatabase } from './database.ts';
import { hostCalls } from './host-calls.ts';
import { type Invitation, invite, serverCertificate } from './invite.ts';
import { postgresLacks, startPostgres, type TestPostgres } from './postgres.fixture.ts';
import { setUpLab } from './set-up-lab.ts';

const lacks = postgresLacks();
let server: TestPostgres;
let root = '';
let first: Invitation;
let second: Invitation;
beforeAll(async () => {
  if (lacks) return;
  root = await mkdtemp(join(tmpdir(), 'heatsoak-certificates-'));
  const authority = join(root, 'authority');
  server = await startPostgres();
  server.askForCertificates(await serverCertificate(authority, ['localhost', '127.0.0.1']));
  server.start();
  const owner = await openDatabase({ url: server.url() });
  await setUpLab(owner);
  first = await invite(owner, { kind: 'host', id: 'rack-1' }, authority);
  second = await invite(owner, { kind: 'team', id: 'speech' }, authority);
  await owner.close();
});
afterAll(async () => {
  server?.stop();
  if (root) await rm(root, { recursive: true, force: true });
});
const withDatabase = test.skipIf(lacks !== null);
const refusal = (address: DatabaseAddress) =>
  expect(openDatabase(address)).rejects.toMatchObject({ code: 'LAB_UNREACHABLE' });

withDatabase('whoever was invited logs in by certificate, over TLS, as the role that it names', async () => {
  const database = await openDatabase({ url: server.url(first.role), certificates: first.certificates });
  const [session] = await database.query(
    'select version, client_dn from pg_stat_ssl where pid = pg_backend_pid()',
  );
  expect(session).toEqual({ version: 'TLSv1.3', client_dn: '/CN=heatsoak_host_rack_1' });
  const { fit } = await hostCalls(database).ask([{ id: 'p', udid: 'u', model: 'm', device: {} }]);
  expect(fit).toHaveLength(1);
  await database.close();
});

withDatabase(
  'nobody gets in without TLS, without a certificate, or by the certificate of somebody else',
  async () => {
    await refusal({ url: server.url(first.role) });
    await refusal({ url: `${server.url(first.role)}?sslmode=no-verify` });
    await refusal({ url: server.url(second.role), certificates: first.certificates });
    await refusal({ url: server.url('heatsoak_coordinator'), certificates: first.certificates });
  },
);

withDatabase('a certificate of another authority opens nothing, and its server is not believed', async () => {
  const owner = await openDatabase({ url: server.url() });
  const foreign = await invite(owner, { kind: 'host', id: 'rack-1' }, join(root, 'foreign'));
  await owner.close();
  await refusal({ url: server.url(first.role), certificates: foreign.certificates });
  // Its own certificate with our authority: the server refuses. Ours with its authority: we refuse the server.
  const mixed = join(root, 'mixed');
  await cp(first.certificates, mixed, { recursive: true });
  await cp(join(foreign.certificates, 'ca.crt'), join(mixed, 'ca.crt'));
  await refusal({ url: server.url(first.role), certificates: mixed });
});

withDatabase('a name that is no name is not made a role', async () => {
  const owner = await openDatabase({ url: server.url() });
  for (const id of ['x"; drop table heatsoak.log; --', '', 'Rack', '../x'])
    await expect(invite(owner, { kind: 'host', id }, join(root, 'authority'))).rejects.toMatchObject({
      code: 'USAGE',
    });
  await owner.close();
});

withDatabase('who is invited twice is one host, and gets a new certificate', async () => {
  const owner = await openDatabase({ url: server.url() });
  expect(await invite(owner, { kind: 'host', id: 'rack-1' }, join(root, 'authority'))).toEqual(first);
  expect(await owner.query('select id from heatsoak.host')).toEqual([{ id: 'rack-1' }]);
  await owner.close();
});
