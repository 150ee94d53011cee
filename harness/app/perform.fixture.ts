import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Manifest } from '../experiment/manifest.ts';
import { performOn, virtualPhone } from './virtual-run.fixture.ts';

/** `<root>/manifest.json` on the virtual phone, in a process of its own. */
const [root = ''] = process.argv.slice(2);
const manifest = JSON.parse(await readFile(join(root, 'manifest.json'), 'utf8')) as Manifest;
await performOn(virtualPhone, manifest, root);
