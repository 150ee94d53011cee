import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { execa, type Options } from 'execa';

/** A machine of its own on this one: its network, its name, its home, and over this one's disk what its owner changes of the system. */
export interface Machine {
  readonly name: string;
  readonly home: string;
  /** What a command leaves that is typed in a new terminal, in the machine's home. @param typed at its prompts */
  run(command: string, typed?: string): Promise<Ran>;
  /** Begins a command that serves until it is stopped. @param before what was typed before it in its terminal */
  serve(command: string, before?: string): Served;
}

/** How a command ended. */
export interface Ran {
  readonly exitCode: number;
  readonly printed: string;
}

/** A command that goes on. */
export interface Served {
  /** Waits for something that it prints. @throws Error when it ends first, or does not say it in a minute */
  says(what: RegExp): Promise<void>;
  hasEnded(): boolean;
  /** All that it printed so far. */
  printed(): string;
  /** As Ctrl-C. */
  stop(): Promise<void>;
}

/** What makes a machine. */
export interface MachineParts {
  readonly name: string;
  /** Its network namespace, which is there. */
  readonly namespace: string;
  /** Folder of its home, and of its disk. */
  readonly folder: string;
  /** Folder of programs that it finds before this one's. */
  readonly programs: string;
  /** Lines of its /etc/hosts. */
  readonly hosts: string;
}

/** What differs from machine to machine, or is changed by whoever follows a guide. */
const OWN_FOLDERS = ['etc', 'var', 'run', 'mnt'];
/** Longer than any step of a guide may take. */
const STEP_LIMIT_MS = 900_000;
const SAYS_LIMIT_MS = 60_000;
const READY = 'the machine is ready';

/** Starts a machine: a process that holds its namespaces, into which every command enters. It ends with its network namespace's processes. */
export async function startMachine(parts: MachineParts): Promise<Machine> {
  const { name, namespace, folder, programs } = parts;
  const home = join(folder, 'home');
  const scratch = join(home, '.tmp');
  mkdirSync(scratch, { recursive: true });
  const holder = spawn(
    'ip',
    ['netns', 'exec', namespace, 'unshare', '--uts', 'bash', '-ec', holding(parts)],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  const [said] = await Promise.race([once(holder.stdout, 'data'), once(holder, 'exit')]);
  if (!String(said).includes(READY)) throw new Error(`the machine ${name} does not start`);
  const path = [programs, dirname(process.execPath), '/usr/sbin:/usr/bin:/sbin:/bin'].join(':');
  const options = {
    env: { PATH: path, HOME: home, TMPDIR: scratch, LANG: 'C.UTF-8', NO_COLOR: '1', MACHINE: name },
    ...{ extendEnv: false, reject: false, all: true },
    // Without a terminal of this one, prompts are answered from the standard input.
    detached: true,
  } as const satisfies Options;
  const entered = (command: string): string[] => [
    ...['--target', String(holder.pid), '--mount', '--uts', '--net', `--wd=${home}`],
    ...['bash', '-ec', command],
  ];
  return {
    name,
    home,
    async run(command, typed = '') {
      const ended = await execa('nsenter', entered(command), {
        ...{ ...options, input: typed, timeout: STEP_LIMIT_MS },
      });
      return { exitCode: ended.exitCode ?? 1, printed: ended.all };
    },
    serve: (command, before = '') =>
      served(execa('nsenter', entered(`${before}exec ${command}`), { ...options, stdin: 'ignore' })),
  };
}

/** What the process does that a machine is: mounts its folders over this one's, and sleeps. */
function holding({ name, folder, hosts }: MachineParts): string {
  const mounts = OWN_FOLDERS.map((own) => {
    const [upper, work] = [join(folder, 'disk', own), join(folder, 'work', own)];
    const options = `lowerdir=/${own},upperdir=${upper},workdir=${work}`;
    return `mkdir -p ${upper} ${work} && mount -t overlay -o ${options} machine-${own} /${own}`;
  });
  return [
    ...mounts,
    `hostname ${name}`,
    `printf '%s' '${hosts}' > /etc/hosts`,
    `echo '${READY}'`,
    'exec sleep infinity',
  ].join('\n');
}

/** What is asked of a process that serves. */
interface Child extends Promise<unknown> {
  readonly all: NodeJS.ReadableStream;
  kill(signal: 'SIGINT'): boolean;
}

function served(child: Child): Served {
  let [printed, hasEnded] = ['', false];
  child.all.on('data', (some: Buffer) => {
    printed += some.toString();
  });
  const end = child.then(() => {
    hasEnded = true;
  });
  return {
    async says(what) {
      const limit = performance.now() + SAYS_LIMIT_MS;
      while (!what.test(printed)) {
        if (hasEnded || performance.now() > limit)
          throw new Error(`it does not say ${what}, but:\n${printed}`);
        await Promise.race([end, setTimeout(100)]);
      }
    },
    hasEnded: () => hasEnded,
    printed: () => printed,
    async stop() {
      if (!hasEnded) child.kill('SIGINT');
      await end;
    },
  };
}
