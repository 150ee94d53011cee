import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout } from 'node:timers/promises';
import { Command } from '@commander-js/extra-typings';
import { watchLatePhones } from '../app/late-phones.ts';
import { type Tunnel, tunnel } from '../app/tunnel.ts';
import { HeatsoakError, messageOf } from '../errors/heatsoak-error.ts';
import { openTerminal, type Terminal } from '../terminal/terminal.ts';

export const tunnelCommand = () =>
  new Command('tunnel')
    .option('--print', 'only say how it is started, and which phones have none')
    .option('--devices <file>', 'the lab (default: devices.json here)')
    .addHelpText('after', '\nExample:\n  $ heatsoak tunnel --print\n')
    .action(async ({ print, devices }) => {
      const terminal = openTerminal();
      const found = await tunnel(devices);
      sayPhones(found, terminal);
      if (found.port !== null) terminal.say(`it runs, port ${found.port}`);
      else if (print || terminal.json) terminal.say(found.line);
      else await start(found, devices, terminal);
      const { command: _command, ...document } = found;
      terminal.document(document);
    });

/** Phones come and go by hand. */
const LOOK_MS = 10_000;
const START_AGAIN = 'when no run is under way, stop the tunnel (Ctrl-C) and start it again: heatsoak tunnel';

function sayPhones({ phones, port }: Tunnel, terminal: Terminal): void {
  for (const { udid, id, hasTunnel } of phones) {
    const name = id === null ? udid : `${id}  ${udid}`;
    terminal.say(`${hasTunnel ? '✓' : '✕'} ${name}  ${hasTunnel ? 'has a tunnel' : 'has no tunnel'}`);
  }
  // It is made for what is plugged in when it starts.
  if (port !== null && phones.some(({ hasTunnel }) => !hasTunnel))
    terminal.say(`  next: plug the phones in; ${START_AGAIN}`);
}

/**
 * In the foreground, with this terminal: sudo asks for a password, and Ctrl-C ends it.
 * @throws HeatsoakError `HOST_UNFIT` where it cannot be started, or ends with an error
 */
async function start(
  { line, command }: Tunnel,
  devices: string | undefined,
  terminal: Terminal,
): Promise<void> {
  terminal.say(line);
  const child = spawn(command.command, command.args, { stdio: 'inherit' });
  const ignore = (): void => undefined;
  const over = new AbortController();
  const watching = watchLatePhones({
    seen: async () => (await tunnel(devices)).phones.filter(({ isHere }) => isHere),
    wait: () => setTimeout(LOOK_MS, undefined, { signal: over.signal }),
    onLate: (udid) => terminal.say(`✕ ${udid} came after the tunnel; ${START_AGAIN}`),
  });
  process.on('SIGINT', ignore);
  try {
    const [code] = (await once(child, 'exit')) as [number | null];
    if (code !== 0) throw new Error(`it ended with ${code ?? 'a signal'}`);
  } catch (cause) {
    const words = [command.command, ...command.args];
    throw new HeatsoakError('HOST_UNFIT', `the tunnel does not run: ${messageOf(cause)}`, {
      hint: `read what it said above; as root, without sudo: ${words.slice(2).join(' ')}`,
      cause,
    });
  } finally {
    over.abort();
    process.off('SIGINT', ignore);
    await watching;
  }
}
