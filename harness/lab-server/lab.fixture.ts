import { randomBytes } from 'node:crypto';
import { type Database, openDatabase } from './database.ts';
import type { TestPostgres } from './postgres.fixture.ts';
import { setUpLab } from './set-up-lab.ts';

/** A lab in a database of its own on a running server. */
export interface TestLab {
  readonly owner: Database;
  /** As a role: `owner`, or what `addHost`, `addTeam` and `addCoordinator` made. */
  as(role: string): Promise<Database>;
  url(role: string): string;
  /** Lets one more host in. */
  addHost(id: string): Promise<void>;
  close(): Promise<void>;
}

/** Hosts `h1` and `h2`, teams `a` and `b`, and a coordinator; each logs in by its own role. */
export async function setUpTestLab(server: TestPostgres): Promise<TestLab> {
  const template = templates.get(server) ?? makeTemplate(server);
  templates.set(server, template);
  const name = `lab_${randomBytes(4).toString('hex')}`;
  const first = await openDatabase({ url: server.url() });
  await first.query(`create database ${name} template ${await template}`);
  await first.close();
  const url = (role: string): string => server.url(role, name);
  const owner = await openDatabase({ url: url('owner') });
  const opened: Database[] = [owner];
  return {
    owner,
    url,
    addHost: (id) => addHost(owner, id),
    async as(role) {
      const database = await openDatabase({ url: url(role) });
      opened.push(database);
      return database;
    },
    close: async () => void (await Promise.allSettled(opened.map((database) => database.close()))),
  };
}

/** Names of databases that nobody is connected to. The steps of the schema take ten times as long as a copy of what they made. */
const templates = new WeakMap<TestPostgres, Promise<string>>();

async function makeTemplate(server: TestPostgres): Promise<string> {
  const name = 'lab_template';
  const first = await openDatabase({ url: server.url() });
  await first.query(`create database ${name}`);
  await first.close();
  const owner = await openDatabase({ url: server.url('owner', name) });
  await setUpLab(owner);
  for (const [role, kind] of Object.entries(testRoles)) await makeRole(owner, role, kind);
  for (const id of ['h1', 'h2']) await addHost(owner, id);
  for (const id of ['a', 'b'])
    await owner.query('insert into heatsoak.team (id, role) values ($1, $2)', [id, `heatsoak_team_${id}`]);
  await owner.close();
  return name;
}

async function addHost(owner: Database, id: string): Promise<void> {
  await makeRole(owner, `heatsoak_host_${id}`, 'heatsoak_worker');
  await owner.query('insert into heatsoak.host (id, role) values ($1, $2)', [id, `heatsoak_host_${id}`]);
}

const testRoles = {
  heatsoak_team_a: 'heatsoak_submit',
  heatsoak_team_b: 'heatsoak_submit',
  heatsoak_desk: 'heatsoak_coordinator',
};

/** Roles are the server's, not the database's: a second lab on it finds them. */
async function makeRole(owner: Database, role: string, kind: string): Promise<void> {
  const found = await owner.query('select 1 from pg_roles where rolname = $1', [role]);
  if (found.length === 0) await owner.query(`create role ${role} login in role ${kind}`);
}
