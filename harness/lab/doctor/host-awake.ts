import type { Check } from './check.ts';
import { type Finding, good, mild, unanswered } from './finding.ts';
import type { Host } from './host.ts';

/** A host that falls asleep at two takes the tunnels of all phones with it; a run holds it awake where the system lets it. */
export const hostAwake: Check<Host> = {
  id: 'host.awake',
  says: 'this host does not fall asleep during a run',
  mend: 'sudo systemctl mask sleep.target suspend.target',
  after: [],
  asked: 'always',
  ofHardware: true,
  examine: (host) => (host.platform === 'darwin' ? onMac(host) : onLinux(host)),
};

async function onMac(host: Host): Promise<Finding> {
  const mend = 'sudo pmset -a sleep 0';
  const settings = await host.run('pmset', ['-g']);
  const minutes = /^\s*sleep\s+(\d+)/m.exec(settings?.stdout ?? '')?.[1];
  if (minutes === '0') return good('sleep is off');
  // It ends at once, and says whether there is such a command.
  const held = await host.run('caffeinate', ['-t', '0']);
  if (held?.exitCode === 0) return good('a run holds it awake');
  if (minutes === undefined) return unanswered('pmset says nothing of sleep', mend);
  return mild(`it sleeps after ${minutes} min without input`, mend);
}

async function onLinux(host: Host): Promise<Finding> {
  const locks = await host.run('systemd-inhibit', ['--list', '--no-legend', '--no-pager']);
  if (locks?.exitCode === 0) return good('a run holds it awake');
  const target = await host.run('systemctl', ['is-enabled', 'suspend.target']);
  if (target?.stdout.trim() === 'masked') return good('suspend.target is masked');
  if (locks === null && target === null) return unanswered('this system has no systemd to ask');
  return mild('systemd-inhibit does not hold off sleep');
}
