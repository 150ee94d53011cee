import { execFile } from 'node:child_process';
import { chmod, copyFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { HeatsoakError, messageOf } from '../errors/heatsoak-error.ts';
import { makeFolder } from '../files/make-folder.ts';
import type { Database } from './database.ts';

/** Whom a lab lets in, and as what. */
export interface Guest {
  readonly kind: 'host' | 'team' | 'coordinator';
  /** Lower-case letters, digits and hyphens. */
  readonly id: string;
}

/** A guest's role and, where the lab has an authority, the folder of its certificate. */
export interface Invitation {
  readonly role: string;
  readonly certificates: string;
}

const memberOf = {
  host: 'heatsoak_worker',
  team: 'heatsoak_submit',
  coordinator: 'heatsoak_coordinator',
} as const;

/** A role's name is an identifier of SQL: nothing but these characters ever stands in one. */
const ID = /^[a-z0-9][a-z0-9-]{0,40}$/;

/**
 * Makes the role of a host, a team or a coordinator, and a certificate that names it, signed by the lab's own authority; the
 * authority is made when the first guest is invited. Whoever is invited again gets a new certificate.
 * @param authority folder of `ca.crt` and `ca.key`; it never leaves the owner's desk
 * @throws HeatsoakError `USAGE` for an id that cannot be a role, `LAB_REFUSED` to anybody but the owner
 */
export async function invite(owner: Database, guest: Guest, authority: string): Promise<Invitation> {
  const { kind, id } = guest;
  if (!ID.test(id))
    throw new HeatsoakError(
      'USAGE',
      `"${id}" is no name for a ${kind}: lower-case letters, digits and hyphens`,
    );
  const role = `heatsoak_${kind}_${id.replaceAll('-', '_')}`;
  await owner.transaction(async (inside) => {
    const found = await inside.query('select 1 from pg_roles where rolname = $1', [role]);
    // A role's name cannot be a parameter; `ID` lets nothing through that would be more than a name.
    if (found.length === 0) await inside.query(`create role "${role}" login in role ${memberOf[kind]}`);
    if (kind !== 'coordinator')
      await inside.query(
        `insert into heatsoak.${kind} (id, role) values ($1, $2) on conflict (id) do nothing`,
        [id, role],
      );
  });
  const certificates = join(authority, role);
  await signed(authority, certificates, role);
  return { role, certificates };
}

/**
 * The certificate of the database's server, for the names and addresses by which hosts reach it.
 * @returns folder of `server.crt` and `server.key`
 */
export async function serverCertificate(authority: string, names: readonly string[]): Promise<string> {
  const folder = join(authority, 'server');
  const alternative = names.map((name) => `${/^[\d.:]+$/.test(name) ? 'IP' : 'DNS'}:${name}`).join(',');
  await signed(authority, folder, 'server', `subjectAltName=${alternative}`, 'server');
  return folder;
}

async function signed(
  authority: string,
  folder: string,
  name: string,
  extension = 'extendedKeyUsage=clientAuth',
  file = 'client',
): Promise<void> {
  await mustHaveAuthority(authority);
  await makeFolder(folder);
  const [key, request, certificate, more] = [`${file}.key`, 'request', `${file}.crt`, 'extension'].map(
    (each) => join(folder, each),
  ) as [string, string, string, string];
  await openssl(
    'req',
    '-newkey',
    'ec',
    '-pkeyopt',
    'ec_paramgen_curve:P-256',
    '-nodes',
    '-subj',
    `/CN=${name}`,
    '-keyout',
    key,
    '-out',
    request,
  );
  await chmod(key, 0o600);
  await writeFile(more, `${extension}\n`);
  const ca = [join(authority, 'ca.crt'), join(authority, 'ca.key')] as const;
  await openssl(
    'x509',
    '-req',
    '-in',
    request,
    '-CA',
    ca[0],
    '-CAkey',
    ca[1],
    '-CAcreateserial',
    '-days',
    '825',
    '-extfile',
    more,
    '-out',
    certificate,
  );
  await copyFile(ca[0], join(folder, 'ca.crt'));
  await Promise.all([request, more].map((path) => rm(path)));
}

async function mustHaveAuthority(authority: string): Promise<void> {
  const key = join(authority, 'ca.key');
  if (await stat(key).catch(() => null)) return;
  await makeFolder(authority);
  await openssl(
    'req',
    '-x509',
    '-newkey',
    'ec',
    '-pkeyopt',
    'ec_paramgen_curve:P-256',
    '-nodes',
    '-days',
    '3650',
    '-subj',
    '/CN=heatsoak-lab',
    '-keyout',
    key,
    '-out',
    join(authority, 'ca.crt'),
  );
  await chmod(key, 0o600);
}

/** Node signs no certificates; every host that has PostgreSQL has openssl. */
async function openssl(...args: string[]): Promise<void> {
  await promisify(execFile)('openssl', args, { timeout: 60_000 }).catch((cause: unknown) => {
    throw new HeatsoakError('LAB_CERTIFICATE_FAILED', `openssl ${args[0]} failed: ${messageOf(cause)}`, {
      hint: 'install openssl 1.1.1 or newer',
      cause,
    });
  });
}
