/** What a check found. What could not be asked is never good. */
export type Finding =
  | { readonly found: 'good'; readonly says: string }
  | {
      readonly found: 'bad';
      readonly says: string;
      /** The exact command or switch that mends it, where the check's own does not fit. */
      readonly mend?: string;
      /** `mild`: the policy may take it lighter, such as a battery at 35 %. */
      readonly degree: 'severe' | 'mild';
    }
  | {
      readonly found: 'unknown';
      readonly says: string;
      readonly mend?: string;
      /** `unanswered`: it was asked in vain; `not-asked`: something that it needs is not there, or was not wanted. */
      readonly reason: 'unanswered' | 'not-asked';
    };

export const good = (says: string): Finding => ({ found: 'good', says });

export const bad = (says: string, mend?: string): Finding => ({
  ...{ found: 'bad', says, degree: 'severe' },
  ...(mend === undefined ? {} : { mend }),
});

/** As `bad`, of the lighter degree. */
export const mild = (says: string, mend?: string): Finding => ({
  ...{ found: 'bad', says, degree: 'mild' },
  ...(mend === undefined ? {} : { mend }),
});

/** What it takes to ask is not there. */
export const notAsked = (says: string, mend?: string): Finding => ({
  ...{ found: 'unknown', says, reason: 'not-asked' },
  ...(mend === undefined ? {} : { mend }),
});

/** It was asked, and no answer came that can be used. */
export const unanswered = (says: string, mend?: string): Finding => ({
  ...{ found: 'unknown', says, reason: 'unanswered' },
  ...(mend === undefined ? {} : { mend }),
});
