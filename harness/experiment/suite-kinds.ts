/**
 * What a launch of a suite does: `burst`, short trials apart from each other; `soak`, equal cycles without a pause, for the
 * heat; `conversation`, turns in one context that rolls over, for the memory.
 */
export const suiteKinds = ['burst', 'soak', 'conversation'] as const;
