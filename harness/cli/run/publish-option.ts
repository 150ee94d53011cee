import { choosePublishers, NO_PUBLISHER } from '../../publish/choose-publishers.ts';
import type { Outlet } from '../../publish/publisher.ts';
import { type PublisherName, publisherNames } from '../../publish/publisher-names.ts';

/** Of every command that publishes a run. A name that is mistyped is found before anything is measured. */
export const publishOption = [
  '--publish <names>',
  `formats besides result.json and report.html, with commas between: ${publisherNames.join(', ')}, or ${NO_PUBLISHER} (default: junit, summary, and what the CI reads that runs this)`,
  (names: string, before: PublisherName[] = []): PublisherName[] =>
    choosePublishers([...before, names], process.env),
] as const;

/** What was asked for, or what is published where nothing was. */
export const chosenPublishers = (asked: readonly PublisherName[] | undefined): readonly PublisherName[] =>
  asked ?? choosePublishers(undefined, process.env);

/** This process's environment and stderr: with `--json` stdout holds the document alone, and CI reads commands from both. */
export const processOutlet: Outlet = {
  env: process.env,
  command: (line) => void process.stderr.write(`${line}\n`),
};
