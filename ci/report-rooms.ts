import { inHarness, type Room } from './room.ts';

/** The rooms of the pages and of what serves them; they stand in the table of all rooms between what they show and what publishes them. */
export const reportRooms: readonly Room[] = [
  {
    folder: 'reports/shared/',
    holds: 'what the page and its browser part share: tables, bins, the layout of embedded data',
    rooms: inHarness('words', 'statistics'),
    packages: [],
    pure: true,
  },
  {
    folder: 'reports/client/',
    holds: 'the browser part of the report; no Node',
    rooms: ['reports/shared/', ...inHarness('words', 'statistics', 'protocol')],
    packages: ['chart.js'],
  },
  {
    folder: 'reports/',
    holds: 'pages as pure functions of what was derived: report, two runs, history',
    rooms: [
      'reports/shared/',
      ...inHarness('history', 'judge', 'measure', 'experiment', 'words', 'statistics', 'protocol'),
    ],
    packages: ['node:crypto', 'node:zlib'],
  },
  {
    folder: 'harness/serve/',
    holds: 'a site for this host alone: loopback, a token, only read; knows nothing of runs',
    rooms: inHarness('errors'),
    packages: ['node:'],
  },
];
