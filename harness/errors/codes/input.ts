import type { Code } from './code.ts';

/** Codes of files, options and names that people write. */
export const inputCodes = {
  USAGE: {
    kind: 'usage',
    meaning: 'The command line is not one that the program knows.',
    remedy: "Read the command's --help.",
  },
  FILE_INVALID: {
    kind: 'usage',
    meaning: 'A JSON file of yours breaks its schema.',
    remedy: 'Correct the key that the message names; the schemas folder lists every key.',
  },
  FILE_MISSING: {
    kind: 'usage',
    meaning: 'A file that was named cannot be read.',
    remedy: 'Check the path.',
  },
  FILE_NOT_REGULAR: {
    kind: 'usage',
    meaning: 'A folder, a pipe or a device stands where a file was named.',
    remedy: 'Name a file; to read from a pipe, save what it brings first.',
  },
  FILE_TOO_LARGE: {
    kind: 'usage',
    meaning: 'A file is larger than any of its kind.',
    remedy: 'Check that the path names the file that is meant.',
  },
  JSON_BROKEN: {
    kind: 'usage',
    meaning: 'A file is not JSON.',
    remedy: 'Look for a missing comma, quote or bracket at the place named or just before it.',
  },
  PLACE_INVALID: {
    kind: 'usage',
    meaning: 'A file was to be written in a place that cannot hold one.',
    remedy: 'Name a file in a folder that exists.',
  },
  SUITE_INVALID: {
    kind: 'usage',
    meaning: 'A suite breaks its schema.',
    remedy: 'Compare it with suites/quick.json and schemas/suite.schema.json.',
  },
  SUITES_SAME: {
    kind: 'usage',
    meaning: 'Two suites of a run have the same id, so that their launches could not be distinguished.',
    remedy: 'Name each suite once, or give one of the files another id.',
  },
  SUITE_UNKNOWN: {
    kind: 'usage',
    meaning: 'No suite has this name.',
    remedy: 'Name one that ships with Heatsoak, or a .json file.',
  },
  MODEL_IDENTIFIER_UNKNOWN: {
    kind: 'usage',
    meaning: 'No iPhone has this model identifier.',
    remedy: 'Name it as Xcode does, such as iPhone15,4.',
  },
  DEVICE_UNKNOWN: {
    kind: 'usage',
    meaning: 'No phone has this id.',
    remedy: 'heatsoak devices lists the lab.',
  },
  PROFILE_UNKNOWN: {
    kind: 'usage',
    meaning: 'No virtual phone has this profile.',
    remedy: 'Use one that the message lists.',
  },
  LAB_MIXED: {
    kind: 'usage',
    meaning: 'Virtual and real phones cannot share a run: one Appium server knows one tunnel registry.',
    remedy: 'Choose with --device, or keep two devices files.',
  },
  LAUNCH_MISSING: {
    kind: 'usage',
    meaning: 'A folder holds no launch of an agent.',
    remedy: 'Name a launch folder with its events.jsonl, a folder of such folders, or a run folder.',
  },
  AGENT_UNSTARTABLE: {
    kind: 'usage',
    meaning: 'The program that is to be tried as an agent cannot be started.',
    remedy: 'Give the command as a shell would find it, with its arguments, behind --.',
  },
  METRIC_UNKNOWN: {
    kind: 'usage',
    meaning: 'No metric has this id.',
    remedy: 'heatsoak metrics lists them all.',
  },
  ARTEFACT_MISSING: {
    kind: 'usage',
    meaning: 'A file that a build.json names cannot be read.',
    remedy: 'Paths in build.json are relative to that file.',
  },
  BUNDLE_ID_DIFFERS: {
    kind: 'usage',
    meaning: 'The app archive is another app than build.json says.',
    remedy: 'Correct bundleId, or name the archive that is meant.',
  },
  APP_VERSION_DIFFERS: {
    kind: 'usage',
    meaning: 'The app archive is of another version than build.json says.',
    remedy: 'Correct version, or name the archive that is meant.',
  },
  MODEL_HASH_DIFFERS: {
    kind: 'usage',
    meaning: 'The model is not the one whose hash build.json names.',
    remedy: 'Fetch the model again, or correct modelSha256.',
  },
  ENGINE_FORMAT: {
    kind: 'usage',
    meaning: 'The engine cannot read models of this format.',
    remedy: 'Set engine.name to the engine of the format.',
  },
  ENGINE_BACKEND: {
    kind: 'usage',
    meaning: 'The engine does not run on this back end.',
    remedy: 'Set engine.backend to cpu or auto.',
  },
  ENGINE_IDS: {
    kind: 'usage',
    meaning: 'A server gives text and no token ids, so that nothing can be scored with it.',
    remedy: 'Use llama.cpp for what needs ids.',
  },
  ENGINE_SETTINGS: {
    kind: 'usage',
    meaning: "The engine's settings lack what it needs.",
    remedy: 'Complete engine in build.json.',
  },
  NO_VARIANT: {
    kind: 'usage',
    meaning: 'Every build is a server: no phone has anything to measure.',
    remedy: 'Add a build.json with an app and a model.',
  },
  NOTHING_TO_MEASURE: {
    kind: 'usage',
    meaning: 'The options leave nothing to measure.',
    remedy: 'Give --pp or --tg a size.',
  },
  APP_COMMIT_DIFFERS: {
    kind: 'usage',
    meaning: 'The app archive was built from another commit than build.json says.',
    remedy: 'Correct commit, or name the archive that is meant.',
  },
  APP_ENTITLEMENTS_DIFFER: {
    kind: 'usage',
    meaning: 'The app is signed without an entitlement that build.json names.',
    remedy: 'Sign the app with it (heatsoak build inspect shows what it has), or correct entitlements.',
  },
  APP_NOT_ZIP: {
    kind: 'usage',
    meaning: 'The app archive is no ZIP archive.',
    remedy: 'Export the .ipa again.',
  },
  APP_WITHOUT_INFO: {
    kind: 'usage',
    meaning: 'The app archive holds no app.',
    remedy: 'Export the .ipa again.',
  },
  APP_INFO_BROKEN: {
    kind: 'usage',
    meaning: "The app's Info.plist cannot be read.",
    remedy: 'Export the .ipa again.',
  },
  SERIES_NOT_POSITIVE: {
    kind: 'usage',
    meaning: 'A value of a series is not above 0, and changes are ratios.',
    remedy: 'Write null for a measurement that failed.',
  },
  VALUES_INVALID: {
    kind: 'usage',
    meaning:
      'A file of launch values cannot be judged: a row, a column or a line of it is not what it must be.',
    remedy: 'Correct the place that the message names; docs/guides/judge-any-harness.md lists every column.',
  },
  PROMPT_TOO_LONG: {
    kind: 'usage',
    meaning: 'Prompt and answer do not fit the context.',
    remedy: 'Raise engine.contextTokens in build.json, or shorten the case.',
  },
  SERVER_ON_VIRTUAL: {
    kind: 'usage',
    meaning: 'A virtual phone has no network to measure a server through.',
    remedy: 'heatsoak variants measures a server from this host.',
  },
  EFFECTS_INVALID: {
    kind: 'install',
    meaning: 'heatsoak-virtual.json in the app breaks its schema.',
    remedy: 'Use the effects that the message lists.',
  },
  WAIVER_EXPIRED: {
    kind: 'usage',
    meaning: 'A waiver is to end on a day that is over.',
    remedy: 'Name a day to come with --until, such as the end of the release.',
  },
  WAIVER_UNKNOWN: {
    kind: 'usage',
    meaning: 'The gate policy has no such waiver.',
    remedy: 'Name metric, phone and suite as they stand in the policy.',
  },
  CONFIG_KEY_UNKNOWN: {
    kind: 'usage',
    meaning: 'heatsoak.config.json names a command or an option that does not exist.',
    remedy: 'heatsoak config lists every option of every command with its value.',
  },
  BUILD_COMMAND_FAILED: {
    kind: 'install',
    meaning: 'The command that makes the build failed.',
    remedy: 'Run it by hand in the folder of build.json.',
  },
  BUILD_HASH_DIFFERS: {
    kind: 'install',
    meaning: 'The app archive that was fetched is not the one whose hash was named.',
    remedy: 'Name the hash that the job which built it printed.',
  },
} as const satisfies Readonly<Record<string, Code>>;
