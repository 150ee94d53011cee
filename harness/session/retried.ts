/** Seconds before each further try: a cable that is put back, a service that starts again. */
const PAUSES_SECONDS = [2, 10, 30] as const;

/** How a try is followed by the next. */
interface Tries {
  wait(seconds: number): Promise<void>;
  /** Called after every try that failed and is followed by another. */
  onFailure?(error: unknown): Promise<void>;
}

/** Retries work that may be done twice, after some seconds each, four times at most. @throws what the last try failed with */
export async function retried<T>(work: () => Promise<T>, { wait, onFailure }: Tries): Promise<T> {
  for (const pause of PAUSES_SECONDS) {
    try {
      return await work();
    } catch (error) {
      await onFailure?.(error);
      // A wait that is interrupted ends the tries: what went wrong before is what matters.
      await wait(pause).catch(() => {
        throw error;
      });
    }
  }
  return work();
}
