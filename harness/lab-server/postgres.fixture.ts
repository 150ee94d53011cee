import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import getPort from 'get-port';

/** A PostgreSQL server of its own for one test file, in a scratch folder. */
export interface TestPostgres {
  /** As its owner. @param role any other role, which nobody asks for a password */
  url(role?: string, database?: string): string;
  readonly data: string;
  /** From its next start on it lets the owner in as before, and everybody else by the certificate that names the role. */
  askForCertificates(certificates: string): void;
  /** As a crash would end it. */
  crash(): void;
  start(): void;
  stop(): void;
}

/** Where Debian, and the installers of Macs, put the programs of the server. */
const places = ['/usr/lib/postgresql', '/opt/homebrew/opt', '/Library/PostgreSQL'];

/** Folder of `initdb`, `pg_ctl` and the server, of the newest version; null where there is none. */
function postgresPrograms(): string | null {
  const found = places
    .filter((place) => existsSync(place))
    .flatMap((place) => readdirSync(place).map((version) => join(place, version, 'bin')))
    .filter((folder) => existsSync(join(folder, 'initdb')) && existsSync(join(folder, 'pg_ctl')));
  return found.sort().at(-1) ?? null;
}

/** Why tests with a database are skipped here; null where they run. */
export const postgresLacks = (): string | null =>
  postgresPrograms() === null
    ? 'PostgreSQL is not installed: apt-get install postgresql, or brew install postgresql'
    : null;

const LIMIT_MS = 120_000;

/** Makes and starts a server. @param settings of postgresql.conf, over those of a small server that listens here alone */
export async function startPostgres(settings: Readonly<Record<string, string>> = {}): Promise<TestPostgres> {
  const programs = postgresPrograms();
  if (programs === null) throw new Error(String(postgresLacks()));
  const folder = mkdtempSync(join(tmpdir(), 'heatsoak-postgres-'));
  const data = join(folder, 'data');
  const port = await getPort();
  // The server refuses to be started by root.
  const user = process.getuid?.() === 0 ? 'postgres' : null;
  if (user) execFileSync('chown', [user, folder]);
  const asServer = (program: string, args: readonly string[]): void => {
    const path = join(programs, program);
    const [command, before] = user ? ['runuser', ['-u', user, '--', path]] : [path, []];
    execFileSync(command, [...before, ...args], { stdio: 'ignore', timeout: LIMIT_MS, cwd: folder });
  };
  const all = {
    ...{ port: String(port), listen_addresses: '127.0.0.1', unix_socket_directories: folder },
    ...{ max_connections: '200', shared_buffers: '64MB', ...settings },
  };
  const options = Object.entries(all).map(([name, value]) => `-c ${name}=${value}`);
  const start = (): void =>
    asServer('pg_ctl', ['-D', data, '-w', '-l', join(folder, 'log'), '-o', options.join(' '), 'start']);
  const crash = (): void => asServer('pg_ctl', ['-D', data, '-w', '-m', 'immediate', 'stop']);
  asServer('initdb', ['-D', data, '-U', 'owner', '-A', 'trust', '-E', 'UTF8', '--locale=C']);
  return {
    data,
    url: (role = 'owner', database = 'postgres') => `postgres://${role}@127.0.0.1:${port}/${database}`,
    askForCertificates(certificates) {
      for (const name of ['server.crt', 'server.key', 'ca.crt']) {
        copyFileSync(join(certificates, name), join(data, name));
        chmodSync(join(data, name), 0o600);
        if (user) execFileSync('chown', [user, join(data, name)]);
      }
      options.push('-c ssl=on', '-c ssl_ca_file=ca.crt', '-c ssl_min_protocol_version=TLSv1.3');
      writeFileSync(
        join(data, 'pg_hba.conf'),
        'host all owner 127.0.0.1/32 trust\nhostssl all all 127.0.0.1/32 cert clientcert=verify-full\n',
      );
    },
    start,
    crash,
    stop() {
      if (existsSync(join(data, 'postmaster.pid'))) crash();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
