import type { Code } from './code.ts';

/** Codes of run folders, comparisons, calibration, history. */
export const runsCodes = {
  RUN_BUSY: {
    kind: 'device',
    meaning: 'Another process measures in the run folder.',
    remedy: 'Wait for that process, or stop it; if none is left, delete run.lease.json in the run folder.',
  },
  RUN_STALE: {
    kind: 'incomparable',
    meaning: 'More than a day lies between what was measured of a run and what is left.',
    remedy: 'Start a new run; heatsoak resume --anyway goes on all the same.',
  },
  OS_BUILD_DIFFERS: {
    kind: 'incomparable',
    meaning: 'A phone has another OS build than when the run began.',
    remedy: 'Start a new run; heatsoak resume --anyway goes on all the same.',
  },
  RUN_FOLDER: {
    kind: 'host',
    meaning: 'The folder of a run cannot be made.',
    remedy: 'Name another folder with --out; check the disk and its permissions.',
  },
  RUN_UNREADABLE: {
    kind: 'usage',
    meaning: 'A run folder lacks what a run has, or cannot be read.',
    remedy: 'Copy the run folder again from where the run was made.',
  },
  RUN_NEWER: {
    kind: 'usage',
    meaning: 'The run was written by a newer Heatsoak.',
    remedy: 'npm install heatsoak@latest',
  },
  KEY_INVALID: {
    kind: 'usage',
    meaning: 'A key is no Ed25519 key, or cannot be read.',
    remedy: 'Make one: openssl genpkey -algorithm ed25519 -out key.pem',
  },
  RUN_UNKNOWN: { kind: 'usage', meaning: 'No run has this id.', remedy: 'heatsoak runs lists the runs.' },
  RUN_AMBIGUOUS: {
    kind: 'usage',
    meaning: 'Several runs begin with what was typed.',
    remedy: 'Say more of the id; heatsoak runs lists them.',
  },
  RUNS_MISSING: {
    kind: 'usage',
    meaning: 'The folder of runs cannot be read.',
    remedy: 'Name the folder that holds the run folders, with --runs.',
  },
  QUERY_FAILED: {
    kind: 'usage',
    meaning: 'DuckDB refuses a question.',
    remedy: 'docs/tables.md lists the tables and their columns.',
  },
  BISECT_BUILDS: {
    kind: 'usage',
    meaning: 'The builds between the good and the bad one are not there, or stand in another order.',
    remedy: 'Put them into one folder as NAME.json or NAME/build.json; their names give the order.',
  },
  BISECT_OTHER: {
    kind: 'usage',
    meaning: 'A folder holds the search of other builds, or by another metric.',
    remedy: 'Name another folder with --out, or give the same builds and metric to go on.',
  },
  BISECT_BUILD_FAILED: {
    kind: 'usage',
    meaning: 'The command that makes a build of a commit failed.',
    remedy: 'Try it by hand, with HEATSOAK_COMMIT set as the message says.',
  },
  PLAN_BROKEN: {
    kind: 'internal',
    meaning: 'A manifest lacks a build, or a rendered prompt, that one of its launches needs.',
    remedy: 'Report it with the manifest.',
  },
  PUBLISHER_UNKNOWN: {
    kind: 'usage',
    meaning: 'No publisher has this name.',
    remedy: 'heatsoak run --help lists the publishers.',
  },
  WEBHOOK_UNSET: {
    kind: 'usage',
    meaning: 'A webhook is to be called, and its address or its secret is missing or cannot be used.',
    remedy: 'Set HEATSOAK_WEBHOOK_URL to an https address; a secret is whsec_ and base64.',
  },
  WEBHOOK_FAILED: {
    kind: 'host',
    meaning: 'The webhook did not take the message within the tries and the time it has.',
    remedy: 'See whether the address still works; heatsoak report --publish webhook sends it again.',
  },
  MARKS_INVALID: {
    kind: 'usage',
    meaning: 'The file of marks breaks its schema.',
    remedy: 'Correct it by hand: schemas/history-marks.schema.json lists every key.',
  },
  CHANGE_UNKNOWN: {
    kind: 'usage',
    meaning: 'No change has this id.',
    remedy: 'heatsoak history lists the changes.',
  },
  NOT_OPEN: {
    kind: 'usage',
    meaning: 'The change is not open, so there is nothing to confirm.',
    remedy: 'heatsoak history shows its state.',
  },
  NO_LAST_GOOD: {
    kind: 'usage',
    meaning: 'No night before the change has a valid value.',
    remedy: 'Compare by hand: heatsoak run --candidate new.json --baseline old.json',
  },
  SAME_BUILD: {
    kind: 'usage',
    meaning: 'The build was the same before and after the change: the phone or the lab changed.',
    remedy: 'Look at the room, the power and the phone.',
  },
  SUITE_NOT_REPEATABLE: {
    kind: 'usage',
    meaning: 'The suite of a past run cannot be run again.',
    remedy: 'Compare by hand: heatsoak run --candidate new.json --baseline old.json',
  },
  ARTEFACT_UNKNOWN: {
    kind: 'host',
    meaning: 'This host does not have a file that the run was planned with.',
    remedy: 'Put the file back and name its path in artefacts.json of the run folder.',
  },
  BUNDLE_FOREIGN: {
    kind: 'usage',
    meaning: 'A bundle is of another run, or has a launch that was not planned.',
    remedy: 'Merge bundles of one run into the folder that its manifest was written to.',
  },
  RUNS_UNLIKE: {
    kind: 'incomparable',
    meaning: 'Runs that are to be joined do not belong to one experiment.',
    remedy: 'Join runs of the same builds, suites, blocks and gate on different phones.',
  },
  BUNDLE_CHANGED: {
    kind: 'usage',
    meaning: 'A bundle does not hold what was sealed on the host that measured it.',
    remedy: 'Copy the bundle again from that host.',
  },
  APP_REPLACED: {
    kind: 'host',
    meaning:
      'An app archive is another file than when the run was planned: what would be installed was never planned.',
    remedy: 'Put the planned archive back and resume the run, or plan a new one.',
  },
  BUILD_GONE: {
    kind: 'host',
    meaning: 'The files of a past build are gone or changed.',
    remedy: 'Put the files back, or compare by hand.',
  },
  ALREADY_LEARNED: {
    kind: 'usage',
    meaning: 'The calibration store has this run already.',
    remedy: 'A run counts once; make another: heatsoak calibrate device',
  },
  NOT_AN_AA_RUN: {
    kind: 'usage',
    meaning: 'The run compares two builds and says nothing of the noise alone.',
    remedy: 'heatsoak calibrate device --build build.json',
  },
  NOTHING_MEASURED: {
    kind: 'incomparable',
    meaning: 'No variant gave a value.',
    remedy: 'The report lists the faults.',
  },
  METRICS_DIFFER: {
    kind: 'incomparable',
    meaning: 'The runs were measured by different definitions.',
    remedy: 'Derive both with one Heatsoak.',
  },
  PROMPTS_DIFFER: {
    kind: 'incomparable',
    meaning: 'The runs asked different prompts.',
    remedy: 'Measure both builds in one run.',
  },
  MODEL_DIFFERS: {
    kind: 'incomparable',
    meaning: 'The runs measured different models.',
    remedy: 'Measure both builds in one run.',
  },
  SETTINGS_DIFFER: {
    kind: 'incomparable',
    meaning: "The engine's settings differ between the runs.",
    remedy: 'Measure both builds in one run.',
  },
  ENGINE_DIFFERS: {
    kind: 'incomparable',
    meaning: 'The runs used different engines.',
    remedy: 'Measure both builds in one run.',
  },
  APP_DIFFERS: {
    kind: 'incomparable',
    meaning: 'The apps differ in what changes speed or memory.',
    remedy: 'Measure both builds in one run.',
  },
  DEVICE_DIFFERS: {
    kind: 'incomparable',
    meaning: 'One device id names another phone in the other run.',
    remedy: 'Measure both builds in one run.',
  },
  OS_DIFFERS: {
    kind: 'incomparable',
    meaning: 'The phones ran different builds of iOS.',
    remedy: 'Measure both builds in one run.',
  },
  VOCABULARY_DIFFERS: {
    kind: 'incomparable',
    meaning: 'A variant knows other token ids than its source.',
    remedy: 'Name as source the file that the variants were made from.',
  },
  QUALITY_FAILED: {
    kind: 'host',
    meaning: 'The quality of a variant could not be computed on this host.',
    remedy: 'The journal _quality.jsonl names the reason.',
  },
  TEXT_UNKNOWN: {
    kind: 'host',
    meaning:
      'The vocabulary of a model could not be read on this host, so that its answers have ids and no texts.',
    remedy: 'Put the model file back where artefacts.json of the run folder says, and measure again.',
  },
  CONFORMANCE_INTERRUPTED: {
    kind: 'interrupted',
    meaning: 'The look at an agent was ended before all had been tried.',
    remedy: 'Start it again; --keep leaves what its launches wrote.',
  },
  SMOKE_INTERRUPTED: {
    kind: 'interrupted',
    meaning: 'The try of a phone was ended before all had been tried.',
    remedy: 'Start it again.',
  },
  CALIBRATION_EMPTY: {
    kind: 'interrupted',
    meaning: 'The calibration ended before anything was measured.',
    remedy: 'Start it again.',
  },
  CALIBRATION_UNSUPPORTED: {
    kind: 'host',
    meaning: 'llama-bench cannot be built for this host.',
    remedy: 'Calibrate on Linux or macOS with npm ci done there.',
  },
  CONTENDER_FAILED: {
    kind: 'host',
    meaning: 'A program of the calibration ended early.',
    remedy: 'Check that the model loads and that memory holds it three times.',
  },
  LAUNCH_CANCELLED: {
    kind: 'interrupted',
    meaning: 'An agent was asked to end before its plan was done.',
    remedy: 'Launch it again; what it had measured is in its log.',
  },
  REFERENCE_FAILED: {
    kind: 'host',
    meaning: 'The model could not be measured on this host.',
    remedy: 'Check that llama.cpp loads it: heatsoak model inspect',
  },
  BASELINE_MISSING: {
    kind: 'usage',
    meaning: 'The store has no baseline for a phone with this iOS and model file.',
    remedy: 'heatsoak baseline set RUN makes one of what a run measured; or name a build.json.',
  },
  BASELINES_DIFFER: {
    kind: 'usage',
    meaning: 'The phones of a run have different stored baselines, and a run has one.',
    remedy: 'Choose phones with --device, or make one build the baseline of all: heatsoak baseline set RUN.',
  },
  BASELINE_UNFIT: {
    kind: 'rejected',
    meaning: 'A run cannot give a baseline: it has no candidate on the phones that are meant, or is no GO.',
    remedy: 'Name another run; heatsoak baseline set RUN --why takes one that is no GO.',
  },
  NIGHT_UNMEASURED: {
    kind: 'unmeasured',
    meaning:
      'A night measured nothing: no phone was fit, nothing fitted the budget, or no launch came to its end.',
    remedy: 'heatsoak doctor says what is wrong with the lab; then run heatsoak nightly again.',
  },
  NIGHT_BROKEN: {
    kind: 'usage',
    meaning: 'The journal of a night has no beginning.',
    remedy: 'Delete the file in .nights beside the run folders; the runs themselves stay.',
  },
} as const satisfies Readonly<Record<string, Code>>;
