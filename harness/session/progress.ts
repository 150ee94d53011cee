/** One step of a run that a person may want to see. */
export interface ProgressStep {
  readonly device: string;
  /** What is happening now, in a few words. */
  readonly message: string;
  readonly launchesDone: number;
  readonly launchesPlanned: number;
  /** Nothing more will come of this device: never left out of a quiet log. */
  readonly lost?: boolean;
}

export type Progress = (step: ProgressStep) => void;
