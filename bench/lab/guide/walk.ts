import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import type { GuideBlock } from './guide-blocks.ts';
import type { Lan } from './lan.ts';
import type { Machine, Served } from './machine.ts';
import {
  asOn,
  endsAsVerdict,
  fulfilment,
  HOSTS,
  machinesOf,
  SHOWN_RUN,
  serves,
  typedAt,
  withPassword,
} from './reader.ts';
import { commandOfUnit } from './unit.ts';

/** Somebody who does what a guide says, block by block. */
export interface Walk {
  /** @throws Error when a command does not do what the guide says */
  follow(block: GuideBlock): Promise<void>;
  /** How many commands were typed. */
  commands(): number;
  /** What the commands print that go on, machine by machine. */
  printed(): string[];
}

/** A run of the lab is measured and judged within so long. */
const JUDGED_LIMIT_MS = 900_000;
/** Hosts say within so long which phones they have. */
const SEEN_LIMIT_MS = 60_000;
const LOOK_MS = 1000;

/** Walks through the machines. @param say told each step, and how long it took */
export function walkOn({ machine }: Lan, say: (line: string) => void): Walk {
  const serving = new Map<string, Served>();
  let [commands, submitted] = [0, 0];

  const begin = async (on: Machine, command: string, before = ''): Promise<void> => {
    const begun = on.serve(command, before);
    serving.set(on.name, begun);
    // A coordinator says nothing before there is something to say.
    if (command.includes('heatsoak worker')) await begun.says(/ serves /);
  };
  const type = async (on: Machine, shown: string, before: string): Promise<string> => {
    const command = withPassword(await withRuns(shown, on, on.name === 'desk' ? submitted : 1));
    if (serves(shown)) {
      await begin(on, command, before);
      return ' (goes on)';
    }
    const check = fulfilment(command);
    await typeUntilSeen(on, shown, `${before}${check ?? command}`);
    if (shown.startsWith('heatsoak submit ')) submitted += 1;
    return check === null ? '' : ' (was fulfilled)';
  };
  const step = async (where: string, what: string, work: () => Promise<string>): Promise<void> => {
    const began = performance.now();
    const more = await work();
    const seconds = ((performance.now() - began) / 1000).toFixed(1).padStart(6);
    say(`${seconds} s  ${where.padEnd(8)}  ${what}${more}`);
    for (const [name, served] of serving) mustGoOn(name, served);
  };
  const typeOn = async (name: string, lines: readonly string[]): Promise<void> => {
    let exported = '';
    for (const line of lines) {
      commands += 1;
      if (line.startsWith('export ')) exported += `${line}\n`;
      else await step(name, line, () => type(machine(name), line, exported));
    }
  };
  const write = async (file: string, text: string): Promise<void> => {
    const place = FILES[file];
    if (typeof place === 'string') return append(machine('database'), place, text);
    if (file === 'devices.json') return devicesOn(HOSTS.map(machine), text);
    if (!file.endsWith('.service')) throw new RangeError(`nobody knows where ${file} lies`);
    // In place of the worker that was begun by hand.
    await serving.get('rack-3')?.stop();
    await begin(machine('rack-3'), commandOfUnit(text));
  };
  return {
    commands: () => commands,
    printed: () => [...serving].map(([name, served]) => `on ${name}:\n${served.printed()}`),
    async follow(block) {
      if (block.kind === 'file')
        return step('', block.file, async () => {
          await write(block.file, block.text);
          return '';
        });
      for (const name of machinesOf(block.machine)) {
        const isShown = name === block.machine;
        await typeOn(name, isShown ? block.commands : block.commands.map((line) => asOn(name, line)));
      }
    },
  };
}

/** Where the database's files lie, as the guide has it asked. */
const FILES: Readonly<Record<string, string>> = {
  'postgresql.conf': `"$(sudo -u postgres psql -tAc 'show config_file')"`,
  'pg_hba.conf': `"$(sudo -u postgres psql -tAc 'show hba_file')"`,
};

/** Types a command; one that shows what others do is looked at until it shows all of them. */
async function typeUntilSeen(on: Machine, shown: string, command: string): Promise<void> {
  const end = performance.now() + SEEN_LIMIT_MS;
  for (;;) {
    const { exitCode, printed } = await on.run(command, typedAt(shown));
    if (exitCode !== 0 && !(exitCode === 1 && endsAsVerdict(shown)))
      throw new Error(`on ${on.name} "${shown}" ends with ${exitCode}:\n${printed}`);
    if (shown !== 'heatsoak lab phones' || HOSTS.every((host) => printed.includes(host))) return;
    if (performance.now() > end) throw new Error(`on ${on.name} "${shown}" never shows all:\n${printed}`);
    await setTimeout(LOOK_MS);
  }
}

/** Puts text at the end of a file. */
async function append(on: Machine, path: string, text: string): Promise<void> {
  const { exitCode, printed } = await on.run(`cat >> ${path}`, `${text}\n`);
  if (exitCode !== 0) throw new Error(`on ${on.name} nothing can be put into ${path}:\n${printed}`);
}

function devicesOn(hosts: readonly Machine[], text: string): void {
  for (const { name, home } of hosts) writeFileSync(join(home, 'devices.json'), asOn(name, text));
}

/** @throws Error when something that was to go on has ended */
function mustGoOn(name: string, served: Served): void {
  if (served.hasEnded()) throw new Error(`on ${name} what was to go on has ended:\n${served.printed()}`);
}

/** A command in which the run that a folder has stands in place of the one that the guide shows. @param runs how many of them are waited for */
async function withRuns(command: string, on: Machine, runs: number): Promise<string> {
  let written = command;
  for (const [shown, folder = ''] of command.matchAll(SHOWN_RUN))
    written = written.replace(shown, await newestRun(on, folder, runs));
  return written;
}

async function newestRun(on: Machine, folder: string, runs: number): Promise<string> {
  const end = performance.now() + JUDGED_LIMIT_MS;
  for (;;) {
    const { printed } = await on.run(`ls -t ${folder}/*/result.json 2>/dev/null || true`);
    const found = printed.split('\n').filter((line) => line !== '');
    if (found[0] !== undefined && found.length >= runs) return dirname(found[0]);
    if (performance.now() > end)
      throw new Error(`on ${on.name} ${folder} has ${found.length} of ${runs} runs that are judged`);
    await setTimeout(LOOK_MS);
  }
}
