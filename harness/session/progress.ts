/** One step of a run that a person may want to see. */
export interface ProgressStep {
  readonly device: string;
  /** What is happening now, in a few words. */
  readonly message: string;
  readonly launchesDone: number;
  readonly launchesPlanned: number;
  /** This device will report nothing more; such a step is shown even where others are left out. */
  readonly lost?: boolean;
}

export type Progress = (step: ProgressStep) => void;
