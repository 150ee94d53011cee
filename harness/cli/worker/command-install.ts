import { resolve } from 'node:path';
import { Command, Option } from '@commander-js/extra-typings';
import type { LabAddress } from '../../app/lab/with-lab.ts';
import { HeatsoakError } from '../../errors/heatsoak-error.ts';
import { makeFolder } from '../../files/make-folder.ts';
import { writeWhole } from '../../files/write-whole.ts';
import { openTerminal, sayAll } from '../../terminal/terminal.ts';
import { labNamed, labOptions } from '../lab/lab-options.ts';
import { launchdPlist } from './launchd-plist.ts';
import { LABEL, SERVICE, type WorkerService } from './service.ts';
import { systemdUnit } from './systemd-unit.ts';
import { artefactsNamed, workerOptions } from './worker-options.ts';

/** What each manager of services reads, and what is typed then. */
const managers = {
  systemd: {
    file: `${SERVICE}.service`,
    text: systemdUnit,
    next: (file: string) =>
      `sudo install -m 644 ${file} /etc/systemd/system/ && sudo systemctl enable --now ${SERVICE}`,
  },
  launchd: {
    file: `${LABEL}.plist`,
    text: launchdPlist,
    next: (file: string) =>
      `cp ${file} ~/Library/LaunchAgents/ && launchctl bootstrap gui/$(id -u) ~/Library/LaunchAgents/${LABEL}.plist`,
  },
} as const;
const managerNames = Object.keys(managers) as (keyof typeof managers)[];

export const workerInstallCommand = () =>
  workerOptions(labOptions(new Command('install')))
    .addOption(
      new Option('--for <manager>', 'whose file it is (default: that of this host)').choices(managerNames),
    )
    .option('--user <name>', 'who runs it (default: whom the manager takes)')
    .option('--out <dir>', 'write the file there (default: it is printed)')
    .addHelpText(
      'after',
      `
Makes the file with which systemd or launchd starts this host's worker, and starts it again. Nothing of the system is changed.

Example:
  $ heatsoak worker install --user lab --out . --artefacts /mnt/artefacts --database postgres://heatsoak_host_rack_1@lab/heatsoak --certificates heatsoak_host_rack_1
`,
    )
    .action(async (options) => {
      const terminal = openTerminal();
      const manager = options.for ?? (process.platform === 'darwin' ? 'launchd' : 'systemd');
      const { file, text, next } = managers[manager];
      const made = text(serviceOf(options));
      if (options.out === undefined) sayAll(terminal, made);
      const path = options.out === undefined ? null : resolve(options.out, file);
      if (path !== null) {
        await makeFolder(resolve(options.out ?? ''));
        await writeWhole(path, made);
        terminal.say(path);
        terminal.note(`next: ${next(path)}`);
      }
      terminal.document({ manager, path, text: made });
    });

interface InstallOptions extends Partial<LabAddress> {
  readonly artefacts?: string | undefined;
  readonly devices?: string | undefined;
  readonly home: string;
  readonly metricsPort?: number | undefined;
  readonly user?: string | undefined;
}

/** The service that does what `heatsoak worker` does here with these options. */
function serviceOf(options: InstallOptions): WorkerService {
  const { database, certificates } = labNamed(options);
  if (URL.canParse(database) && new URL(database).password !== '')
    throw new HeatsoakError(
      'USAGE',
      'the address of the lab has a password, and everybody may read this file',
      {
        hint: 'a host logs in with its certificate: heatsoak lab invite',
      },
    );
  const artefacts = artefactsNamed(options);
  const words = [
    ...['worker', '--home', resolve(options.home)],
    ...['--artefacts', /^https:/.test(artefacts) ? artefacts : resolve(artefacts)],
    ...(options.devices === undefined ? [] : ['--devices', resolve(options.devices)]),
    ...(options.metricsPort === undefined ? [] : ['--metrics-port', String(options.metricsPort)]),
  ];
  const service = {
    program: [process.execPath, resolve(process.argv[1] ?? '')],
    words,
    environment: {
      HEATSOAK_DATABASE: database,
      ...(certificates === undefined ? {} : { HEATSOAK_CERTIFICATES: resolve(certificates) }),
    },
    folder: process.cwd(),
    user: options.user,
  };
  const all = [...service.program, ...words, ...Object.values(service.environment), service.folder];
  if (all.some((each) => /\p{Cc}/u.test(each)) || /[^\w.-]/.test(options.user ?? ''))
    throw new HeatsoakError('USAGE', 'a name or a path has characters that a service file cannot have');
  return service;
}
