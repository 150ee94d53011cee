import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { appendFile, cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createRunFolder } from '../store/run-folder.ts';
import { sealRun, unsealRun } from '../store/seal-run.ts';
import { readSigningKey } from '../store/signing-key.ts';
import { derive } from './derive.ts';
import { writeSealedRun } from './sealed-run.fixture.ts';
import { simulatedManifest } from './simulated-run.fixture.ts';
import { verify } from './verify.ts';

const speeds = { baseline: 20, candidate: 20 };
let root = '';
let plain = '';
let signed = '';
let copies = 0;
const key = (name: string): string => join(root, name);
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'heatsoak-verify-'));
  for (const name of ['lab', 'other']) makeKey(name);
  plain = await writeSealedRun(root, { speeds, run: 'plain', blocks: 1 });
  signed = await writeSealedRun(
    root,
    { speeds, run: 'signed', blocks: 1 },
    await readSigningKey(key('lab.pem')),
  );
});
afterAll(() => rm(root, { recursive: true, force: true }));

/** As the guide says. */
function makeKey(name: string): void {
  const [secret, open] = [key(`${name}.pem`), key(`${name}.pub.pem`)];
  execFileSync('openssl', ['genpkey', '-algorithm', 'ed25519', '-out', secret]);
  execFileSync('openssl', ['pkey', '-in', secret, '-pubout', '-out', open]);
}

async function copyOf(run: string): Promise<string> {
  const copy = join(root, `copy-${copies++}`);
  await cp(run, copy, { recursive: true });
  return copy;
}

test('a run that nobody touched is intact, and not signed unless somebody signed it', async () => {
  expect(await verify(plain)).toMatchObject({
    id: 'plain',
    state: 'intact',
    findings: [],
    seal: { renewed: 0, files: 7 },
    signature: { state: 'none', key: null, asked: false },
  });
});

test('a signed run names its key, and fits it', async () => {
  const { signature } = await verify(signed);
  const der = execFileSync('openssl', ['pkey', '-pubin', '-in', key('lab.pub.pem'), '-outform', 'DER']);
  const named = createHash('sha256').update(der).digest('hex');
  expect(signature).toEqual({ state: 'good', key: named, asked: false });
  expect((await verify(signed, { key: key('lab.pub.pem') })).signature).toMatchObject({
    state: 'good',
    asked: true,
  });
  expect((await verify(signed, { key: key('other.pub.pem') })).signature.state).toBe('other');
  expect((await verify(plain, { key: key('lab.pub.pem') })).signature.state).toBe('none');
});

test('openssl accepts the signature: no Heatsoak is needed to check it', () => {
  const check = ['pkeyutl', '-verify', '-rawin', '-pubin', '-inkey', key('lab.pub.pem')];
  const files = ['-in', join(signed, 'seal.json'), '-sigfile', join(signed, 'seal.json.sig')];
  expect(execFileSync('openssl', [...check, ...files], { encoding: 'utf8' })).toContain(
    'Verified Successfully',
  );
});

test('a seal that was made anew over changed files does not fit the signature, and is never GO', async () => {
  const forged = await copyOf(signed);
  await appendFile(join(forged, 'events/one.jsonl'), '\n');
  const before = JSON.parse(await readFile(join(forged, 'seal.json'), 'utf8')) as { signedBy: unknown };
  const signature = await readFile(join(forged, 'seal.json.sig'));
  await sealRun(forged, 'signed');
  const made = JSON.parse(await readFile(join(forged, 'seal.json'), 'utf8')) as object;
  expect(await verify(forged, { key: key('lab.pub.pem') })).toMatchObject({
    state: 'intact',
    signature: { state: 'none', asked: true },
  });
  await writeFile(join(forged, 'seal.json'), JSON.stringify({ ...made, signedBy: before.signedBy }));
  expect((await verify(forged)).findings).toMatchObject([{ kind: 'removed', path: 'seal.json.sig' }]);
  await writeFile(join(forged, 'seal.json.sig'), signature);
  expect(await verify(forged)).toMatchObject({ state: 'changed', signature: { state: 'bad' } });
  expect((await derive(forged)).verdict.headline).toContain('seal.json was changed after the run');
});

test('every kind of finding is told by its path', async () => {
  const changed = await copyOf(plain);
  await appendFile(join(changed, 'events/one.jsonl'), '\n');
  await writeFile(join(changed, 'events/one/more.jsonl'), 'x');
  await rm(join(changed, 'artefacts.json'));
  const { state, findings } = await verify(changed);
  expect(state).toBe('changed');
  expect(findings).toEqual([
    { kind: 'removed', path: 'artefacts.json', device: null, decides: false },
    { kind: 'changed', path: 'events/one.jsonl', device: 'one', decides: true },
    { kind: 'added', path: 'events/one/more.jsonl', device: null, decides: false },
  ]);
});

test('a run that was killed is open, and one of an early version was never sealed', async () => {
  const killed = await createRunFolder(root, simulatedManifest({ speeds, run: 'killed' }));
  expect(await verify(killed.path)).toMatchObject({ state: 'open', seal: null });
  await rm(join(killed.path, 'seal.json'));
  expect(await verify(killed.path)).toMatchObject({ state: 'never', seal: null });
  // Going on with it does not make it one that was sealed from its beginning.
  await sealRun(killed.path, 'killed', { before: await unsealRun(killed.path) });
  expect((await verify(killed.path)).state).toBe('late');
  expect((await derive(killed.path)).measurement.caveats.map(({ code }) => code)).toContain('not-sealed');
});

test('a seal that is renewed says so, and hides nothing that was found before', async () => {
  const again = await copyOf(signed);
  const lab = await readSigningKey(key('lab.pem'));
  // Nothing was added: the seal of before stands, byte for byte.
  const text = await readFile(join(again, 'seal.json'), 'utf8');
  await sealRun(again, 'signed', { before: await unsealRun(again) });
  expect(await readFile(join(again, 'seal.json'), 'utf8')).toBe(text);
  expect((await verify(again)).signature.state).toBe('good');
  await appendFile(join(again, 'events/one.jsonl'), '\n');
  await sealRun(again, 'signed', { before: await unsealRun(again), key: lab });
  expect(await verify(again)).toMatchObject({
    state: 'changed',
    findings: [{ kind: 'changed', path: 'events/one.jsonl' }],
    seal: { renewed: 1 },
    signature: { state: 'good' },
  });
});

test.each([
  ['no such file', 'nothing.pem'],
  ['a public key', 'lab.pub.pem'],
  ['a key of another kind', 'rsa.pem'],
  ['no key', 'plain/manifest.json'],
])('a key that cannot sign is refused before anything is measured: %s', async (_, name) => {
  execFileSync('openssl', ['genpkey', '-algorithm', 'RSA', '-out', key('rsa.pem')], { stdio: 'ignore' });
  await expect(readSigningKey(key(name))).rejects.toMatchObject({ code: 'KEY_INVALID', kind: 'usage' });
});

test('a private key is not taken for the public one', async () => {
  await expect(verify(signed, { key: key('lab.pem') })).rejects.toMatchObject({ code: 'KEY_INVALID' });
});
