import { resolve } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { Command } from '@commander-js/extra-typings';
import { addPhones, type FoundPhones, findPhones, freeId } from '../app/init.ts';
import { writeConfig } from '../app/init-config.ts';
import { HeatsoakError } from '../errors/heatsoak-error.ts';
import { usbmuxdMend } from '../lab/doctor/host-usbmuxd.ts';
import { openTerminal, type Terminal } from '../terminal/terminal.ts';
import { CONFIG_FILE, findConfigPath } from './settings/config-path.ts';

const USUAL_FILE = 'devices.json';

export const initCommand = () =>
  new Command('init')
    .option('--devices <file>', 'the file that phones are added to', USUAL_FILE)
    .option('--yes', 'asks nothing: a phone is called as its model')
    .option('--no-config', 'write no heatsoak.config.json where there is none')
    .addHelpText('after', '\nExample:\n  $ heatsoak init --yes\n')
    .action(async ({ devices, yes, config: isWanted }) => {
      const terminal = openTerminal();
      const found = await findPhones(devices);
      for (const { id, udid } of found.listed) terminal.say(`✓ ${id}  ${udid} is in ${found.path}`);
      for (const { udid, why } of found.unread) {
        terminal.say(`? ${udid}  cannot be read: ${why}`);
        terminal.say('  next: heatsoak tunnel, then heatsoak init');
      }
      const ids = await idsFor(found, yes === true, terminal);
      const phones = found.unlisted.map((phone, i) => ({ ...phone, id: ids[i] ?? '' }));
      const added = phones.length === 0 ? [] : await addPhones(found.path, phones);
      for (const { id, name, os } of added)
        terminal.say(`✓ ${id}  ${name}, iOS ${os}: added to ${found.path}`);
      const all = [...found.listed, ...added].map(({ id }) => id);
      const config = isWanted ? await configFor(found.path, terminal) : null;
      terminal.say(lastWords(found, all, devices));
      terminal.document({ path: found.path, added, listed: found.listed, unread: found.unread, config });
    });

/** The file that stands behind commands here, which is written where there is none. */
async function configFor(devices: string, terminal: Terminal): Promise<{ path: string; written: boolean }> {
  const known = findConfigPath(process.cwd());
  const path = known ?? resolve(CONFIG_FILE);
  if (known === null) {
    await writeConfig(path, devices);
    terminal.say(`✓ ${path}: what commands take where nothing is typed; heatsoak config shows it`);
  }
  return { path, written: known === null };
}

/** A person is asked for ids and for nothing else; without one there must be `--yes`. */
async function idsFor({ unlisted, taken }: FoundPhones, yes: boolean, terminal: Terminal): Promise<string[]> {
  const ids: string[] = [];
  if (unlisted.length > 0 && !yes && (terminal.json || !process.stdin.isTTY))
    throw new HeatsoakError('USAGE', 'nobody is there to be asked for ids', { hint: 'heatsoak init --yes' });
  const asked = yes ? null : createInterface({ input: process.stdin, output: process.stdout });
  try {
    for (const { name, os, udid } of unlisted) {
      const usual = freeId(name, [...taken, ...ids]);
      const answer = await asked?.question(`id of ${name}, iOS ${os}, ${udid} [${usual}]: `);
      ids.push(answer?.trim() || usual);
    }
  } finally {
    asked?.close();
  }
  return ids;
}

function lastWords({ unread, usbmuxdFault }: FoundPhones, ids: readonly string[], devices: string): string {
  const file = devices === USUAL_FILE ? '' : ` --devices ${devices}`;
  if (ids.length > 0) return `next: heatsoak doctor${file} ${ids.map((id) => `--device ${id}`).join(' ')}`;
  if (unread.length > 0) return 'no phone was added';
  if (usbmuxdFault !== null)
    return `no phone can be found: usbmuxd does not answer (${usbmuxdFault}); next: ${usbmuxdMend(process.platform)}`;
  return 'no phone was found; next: plug one in, unlock it, tap Trust';
}
