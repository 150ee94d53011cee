import { type ChildProcess, spawn } from 'node:child_process';
import { chmod, mkdir, open, readFile, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import getPort from 'get-port';
import { HeatsoakError } from '../errors/heatsoak-error.ts';
import { appiumEnvironment, writeAppiumSettings } from './appium-settings.ts';

export interface AppiumServerOptions {
  /** Absolute folder of this server alone: extensions are looked up there, nothing is installed. */
  readonly appiumHome: string;
  /** Scratch home that isolates the tunnel registry's port file; null uses the user's own tunnel. */
  readonly stateHome: string | null;
  readonly logPath: string;
  /** Modules that its Node loads first; by default none of ours changes what Appium does. */
  readonly imports?: readonly string[];
}

export interface AppiumServer {
  /** With the part that only this process knows; what asks for another path gets a 404. */
  readonly url: string;
  /** Whether its process is gone, whoever ended it. */
  hasEnded(): boolean;
  /** Ends it at once, as a crash would. */
  kill(): void;
  close(): Promise<void>;
}

const READY_LIMIT_MS = 60_000;
const STOP_LIMIT_MS = 5000;
const require = createRequire(import.meta.url);

/** A parent that was killed closes the pipe: the server must not outlive it. */
const END_WITH_PARENT = "data:text/javascript,process.stdin.resume().on('end',()=>process.exit())";

/** Starts the real Appium server with the unmodified XCUITest driver. @throws HeatsoakError `APPIUM_NOT_READY` */
export async function startAppiumServer(options: AppiumServerOptions): Promise<AppiumServer> {
  const main = join(dirname(require.resolve('appium/package.json')), 'index.js');
  await linkDriver(options.appiumHome);
  const settings = await writeAppiumSettings(options.appiumHome, await getPort({ host: '127.0.0.1' }));
  // It holds the server's address and what a phone reports of itself.
  const log = await open(options.logPath, 'a', 0o600);
  const server = spawn(
    process.execPath,
    [...importsOf([END_WITH_PARENT, ...(options.imports ?? [])]), main, 'server', '--config', settings.path],
    {
      cwd: options.appiumHome,
      env: appiumEnvironment(options.appiumHome, options.stateHome),
      stdio: ['pipe', log.fd, log.fd],
    },
  );
  // A server that could not be started is reported below, as one that ended; without a listener this event would end the
  // harness.
  let failure = '';
  server.once('error', (error) => {
    failure = error.message;
  });
  const killWithUs = (): void => void server.kill('SIGKILL');
  process.prependOnceListener('exit', killWithUs);
  const close = async (): Promise<void> => {
    process.off('exit', killWithUs);
    await stop(server);
    await log.close();
  };
  try {
    if (!(await isReady(server, `${settings.url}/status`)))
      throw notReady(failure || (await lastLine(options.logPath)), options.logPath);
  } catch (error) {
    await close();
    throw error;
  }
  return { url: settings.url, hasEnded: () => hasEnded(server), kill: killWithUs, close };
}

const importsOf = (modules: readonly string[]): string[] => modules.flatMap((module) => ['--import', module]);

/** A link is all that Appium needs to know our driver: it reads package.json of each entry in node_modules. */
async function linkDriver(appiumHome: string): Promise<void> {
  const modules = join(appiumHome, 'node_modules');
  await mkdir(modules, { recursive: true });
  await chmod(appiumHome, 0o700);
  const driver = dirname(require.resolve('appium-xcuitest-driver/package.json'));
  await symlink(driver, join(modules, 'appium-xcuitest-driver'), 'junction').catch(
    (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error;
    },
  );
}

async function isReady(server: ChildProcess, url: string): Promise<boolean> {
  const deadline = performance.now() + READY_LIMIT_MS;
  while (performance.now() < deadline && !hasEnded(server)) {
    const ready = await fetch(url, { signal: AbortSignal.timeout(2000) }).then(
      (response) => response.ok,
      () => false,
    );
    if (ready) return true;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return false;
}

/** One that a signal ended has no exit code, one that could not be started has a negative one. */
const hasEnded = ({ exitCode, signalCode }: ChildProcess): boolean =>
  exitCode !== null || signalCode !== null;

async function lastLine(path: string): Promise<string> {
  const log = await readFile(path, 'utf8').catch(() => '');
  return log.trim().split('\n').at(-1) ?? '';
}

const notReady = (why: string, logPath: string): HeatsoakError =>
  new HeatsoakError('APPIUM_NOT_READY', `the Appium server did not start: ${why}`, {
    where: logPath,
    hint: 'read the log; reinstall with npm ci if a package is missing',
  });

async function stop(server: ChildProcess): Promise<void> {
  if (hasEnded(server)) return;
  const ended = new Promise((resolve) => server.once('exit', resolve));
  server.kill('SIGTERM');
  const timer = setTimeout(() => server.kill('SIGKILL'), STOP_LIMIT_MS);
  await ended;
  clearTimeout(timer);
}
