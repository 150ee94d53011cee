import { RESTART_SECONDS, STOP_LIMIT_SECONDS, type WorkerService } from './service.ts';

/** The unit as systemd.service(5) reads it. */
export const systemdUnit = ({ program, words, environment, folder, user }: WorkerService): string =>
  [
    '# Made by heatsoak worker install.',
    '[Unit]',
    "Description=Heatsoak worker: measures on this host's phones for a lab",
    'Wants=network-online.target',
    'After=network-online.target',
    '# It is started again for ever.',
    'StartLimitIntervalSec=0',
    '',
    '[Service]',
    ...(user === undefined ? [] : [`User=${user}`]),
    `WorkingDirectory=${folder.replaceAll('%', '%%')}`,
    ...Object.entries(environment).map(([name, value]) => `Environment=${word(`${name}=${value}`)}`),
    `ExecStart=${[...program, ...words].map((each) => word(each).replaceAll('$', '$$$$')).join(' ')}`,
    'Restart=always',
    `RestartSec=${RESTART_SECONDS}`,
    '# As Ctrl-C: sessions under way are given back.',
    'KillSignal=SIGINT',
    `TimeoutStopSec=${STOP_LIMIT_SECONDS}`,
    '',
    '[Install]',
    'WantedBy=multi-user.target',
    '',
  ].join('\n');

/** One word, whatever is in it: a percent sign begins one of the manager's own names, a backslash and a quote are escaped. */
function word(text: string): string {
  const plain = text.replaceAll('%', '%%');
  return /^[\w@%+=:,./-]+$/.test(plain)
    ? plain
    : `"${plain.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
}
