import type { CommandEntry } from '../../terminal/command-entry.ts';

/** The commands of a lab of many hosts. */
export const labCommands: readonly CommandEntry[] = [
  {
    name: 'submit',
    description: 'hand a run in to a lab of several hosts',
    group: 'Lab of many hosts:',
    load: async () => (await import('../command-submit.ts')).submitCommand(),
  },
  {
    name: 'worker',
    description: 'serve this host’s phones to a lab, until it is stopped',
    group: 'Lab of many hosts:',
    load: async () => (await import('../command-worker.ts')).workerCommand(),
    commands: [
      {
        name: 'install',
        description: 'make the file with which systemd or launchd starts this host’s worker',
        load: async () => (await import('../worker/command-install.ts')).workerInstallCommand(),
      },
    ],
  },
  {
    name: 'coordinator',
    description: 'queue and judge what was submitted to a lab, until it is stopped',
    group: 'Lab of many hosts:',
    load: async () => (await import('../command-coordinator.ts')).coordinatorCommand(),
  },
  {
    name: 'lab',
    description: 'set up and look after a lab of several hosts on PostgreSQL; one host needs none of it',
    group: 'Lab of many hosts:',
    load: async () => (await import('../command-lab.ts')).labCommand(),
    commands: [
      {
        name: 'init',
        description:
          'make the tables, roles and rights of a lab in a PostgreSQL database, or bring them up to date',
        load: async () => (await import('./command-init.ts')).labInitCommand(),
      },
      {
        name: 'invite',
        description: 'let a host, a team or a coordinator in: its role, and a certificate that names it',
        load: async () => (await import('./command-invite.ts')).labInviteCommand(),
      },
      {
        name: 'certify',
        description: 'make the certificate of the database server, signed by the lab’s own authority',
        load: async () => (await import('./command-certify.ts')).labCertifyCommand(),
      },
      {
        name: 'status',
        description: 'what was submitted, how far it is, and the verdicts',
        load: async () => (await import('./command-status.ts')).labStatusCommand(),
      },
      {
        name: 'phones',
        description: 'the phones of all hosts: what they measure, which are in quarantine',
        load: async () => (await import('./command-phones.ts')).labPhonesCommand(),
      },
      {
        name: 'queue',
        description: 'what waits, in the order in which it is served',
        load: async () => (await import('./command-queue.ts')).labQueueCommand(),
      },
      {
        name: 'cancel',
        description: 'end a run that was submitted; what was measured of it is kept',
        load: async () => (await import('./command-cancel.ts')).labCancelCommand(),
      },
      {
        name: 'quarantine',
        description: 'give a phone no new session',
        load: async () => (await import('./command-quarantine.ts')).labQuarantineCommand(),
      },
      {
        name: 'release',
        description: 'let a phone in quarantine have sessions again',
        load: async () => (await import('./command-release.ts')).labReleaseCommand(),
      },
      {
        name: 'export',
        description: 'write the history of a lab as one table, for analysts',
        load: async () => (await import('./command-export.ts')).labExportCommand(),
      },
      {
        name: 'prune',
        description: 'let go of logs in the database that their run folders have had for so many days',
        load: async () => (await import('./command-prune.ts')).labPruneCommand(),
      },
      {
        name: 'schedule',
        description: 'what is begun by the clock, night after night',
        load: async () => (await import('./schedule/command-schedule.ts')).labScheduleCommand(),
        commands: [
          {
            name: 'add',
            description: 'have the lab begin a run at certain times',
            load: async () => (await import('./schedule/command-add.ts')).scheduleAddCommand(),
          },
          {
            name: 'list',
            description: 'what is begun by the clock, and when next',
            load: async () => (await import('./schedule/command-list.ts')).scheduleListCommand(),
          },
          {
            name: 'remove',
            description: 'have the lab begin a run no more',
            load: async () => (await import('./schedule/command-remove.ts')).scheduleRemoveCommand(),
          },
        ],
      },
    ],
  },
];
