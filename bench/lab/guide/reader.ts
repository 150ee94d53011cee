import { fileURLToPath } from 'node:url';
import type { LanAddress } from './lan.ts';

/** The machines that the guide speaks of, at the addresses that it gives them. */
export const MACHINES: readonly LanAddress[] = [
  { name: 'database', address: '10.0.0.5', alias: 'lab.example.org' },
  { name: 'desk', address: '10.0.0.6' },
  { name: 'rack-1', address: '10.0.0.11' },
  { name: 'rack-2', address: '10.0.0.12' },
  { name: 'rack-3', address: '10.0.0.13' },
  { name: 'builds', address: '10.0.0.20' },
];
export const HOSTS: readonly string[] = ['rack-1', 'rack-2', 'rack-3'];

/** The machines on which a block is typed, by its mark. */
export const machinesOf = (mark: string): readonly string[] => GROUPS[mark] ?? [mark];
const GROUPS: Readonly<Record<string, readonly string[]>> = {
  'every machine': MACHINES.map(({ name }) => name),
  'each host': HOSTS,
};

/** What a reader chooses where the guide says PASSWORD, and types where it is asked for. */
const PASSWORD = 'three-hosts-in-thirty-minutes';
export const withPassword = (command: string): string => command.replaceAll('PASSWORD', PASSWORD);
export const typedAt = (command: string): string =>
  command.includes('--pwprompt') ? `${PASSWORD}\n${PASSWORD}\n` : '';

/** What the guide shows of its first host, as it is on another one. */
export const asOn = (machine: string, text: string): string =>
  text.replaceAll('rack-1', machine).replaceAll('rack_1', machine.replaceAll('-', '_'));

/** The run ids that the guide shows: a reader puts in the run that the folder has. */
export const SHOWN_RUN = /(\S*\bruns)\/\d{4}-\d\d-\d\dT[\w-]+/g;

/** Commands that end as a verdict: with 0 where a build may ship, with 1 where it may not. */
export const endsAsVerdict = (command: string): boolean => /^heatsoak (run|merge) /.test(command);
/** Commands that go on in their terminal. */
export const serves = (command: string): boolean => /^heatsoak (worker|coordinator) /.test(command);

/** What must have been installed before: it is looked at, and not done. A command that leaves nothing wrong has been fulfilled. */
export function fulfilment(command: string): string | null {
  const [, packages] = /^sudo apt-get install -y (.+)$/.exec(command) ?? [];
  if (packages !== undefined) return `dpkg-query --show ${packages} && ${FRESH_CLUSTER}`;
  const [, modules] = /^npm install (.+)$/.exec(command) ?? [];
  return modules === undefined ? null : `for each in ${modules}; do ${IS_INSTALLED}; done`;
}

const repository = fileURLToPath(new URL('../../../', import.meta.url));

/** Of the module `$each`, beside the Heatsoak that was built here. */
const IS_INSTALLED = `test "$(node -p "require('${repository}node_modules/\${each%@*}/package.json').version")" = "\${each##*@}"`;

/** As Debian's package makes it when it is installed; one that this machine has belongs to somebody else, and stays out of sight. */
const FRESH_CLUSTER =
  'rm -rf /etc/postgresql/* /var/lib/postgresql/* && pg_createcluster --start "$(ls /usr/lib/postgresql | sort -V | tail -1)" main';

/** Programs of the machines: the Heatsoak that was built here, and what root on one machine has no need of. */
export const PROGRAMS: Readonly<Record<string, string>> = {
  heatsoak: `#!/bin/sh\nexec ${process.execPath} ${repository}dist/harness/cli/main.js "$@"\n`,
  sudo: '#!/bin/sh\n[ "$1" = -u ] || exec "$@"\nuser=$2; shift 2\nexec runuser -u "$user" -- "$@"\n',
  // Into the home of a machine that is named with a colon, as scp does it.
  scp: '#!/bin/sh\nmachine=$(echo "$3" | tr -d :)\nexec cp "$1" "$2" "$LAN/$machine/home"\n',
};
