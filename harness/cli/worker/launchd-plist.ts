import { dirname, join } from 'node:path';
import { build } from 'plist';
import { LABEL, RESTART_SECONDS, SERVICE, STOP_LIMIT_SECONDS, type WorkerService } from './service.ts';

/** The property list as launchd.plist(5) reads it. */
export function launchdPlist({ program, words, environment, folder, user }: WorkerService): string {
  const log = join(folder, `${SERVICE}.log`);
  // launchd gives a service a PATH without the folder of Node, which Appium starts by name.
  const path = [...new Set([...program.slice(0, 1).map(dirname), ...PATH])].join(':');
  const service = {
    Label: LABEL,
    ...(user === undefined ? {} : { UserName: user }),
    ProgramArguments: [...program, ...words],
    WorkingDirectory: folder,
    EnvironmentVariables: { PATH: path, ...environment },
    RunAtLoad: true,
    KeepAlive: true,
    ThrottleInterval: RESTART_SECONDS,
    ExitTimeOut: STOP_LIMIT_SECONDS,
    // A background process would be slowed down while phones are measured.
    ProcessType: 'Interactive',
    StandardOutPath: log,
    StandardErrorPath: log,
  };
  return `${build(service)}\n`;
}

const PATH = ['/opt/homebrew/bin', '/usr/bin', '/bin', '/usr/sbin', '/sbin'];
