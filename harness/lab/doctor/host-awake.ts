import type { Check } from './check.ts';
import { type Finding, good, mild, unanswered } from './finding.ts';
import type { Host } from './host.ts';

/** A host that falls asleep at two takes the tunnels of all phones with it. */
export const hostAwake: Check<Host> = {
  id: 'host.awake',
  says: 'this host does not fall asleep',
  mend: 'systemd-inhibit --what=sleep:idle heatsoak run …',
  after: [],
  asked: 'always',
  ofHardware: true,
  examine: (host) => (host.platform === 'darwin' ? onMac(host) : onLinux(host)),
};

async function onMac(host: Host): Promise<Finding> {
  const mend = 'caffeinate -dims heatsoak run …';
  const settings = await host.run('pmset', ['-g']);
  if (settings === null || settings.exitCode !== 0) return unanswered('pmset does not tell', mend);
  const sleep = /^\s*sleep\s+(\d+)(.*)$/m.exec(settings.stdout);
  if (!sleep) return unanswered('pmset says nothing of sleep', mend);
  if (sleep[1] === '0') return good('sleep is off');
  if (sleep[2]?.includes('sleep prevented by')) return good(sleep[2].trim().replace(/^\(|\)$/g, ''));
  return mild(`it sleeps after ${sleep[1]} min without input`, mend);
}

async function onLinux(host: Host): Promise<Finding> {
  const locks = await host.run('systemd-inhibit', ['--list', '--no-legend', '--no-pager']);
  const holds = locks?.stdout.split('\n').find((line) => /\bsleep\b/.test(line) && /\bblock\b/.test(line));
  if (holds) return good(`sleep is held off by ${holds.trim().split(/\s{2,}/)[0]}`);
  const target = await host.run('systemctl', ['is-enabled', 'suspend.target']);
  if (target?.stdout.trim() === 'masked') return good('suspend.target is masked');
  if (locks === null && target === null) return unanswered('this system has no systemd to ask');
  return mild('nothing keeps it from falling asleep');
}
