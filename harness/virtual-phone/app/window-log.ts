/** A measured window in the host's monotonic time, ms (`performance.timeOrigin + performance.now()`). */
export interface MeasuredWindow {
  readonly trial: number;
  readonly openedAtMs: number;
  readonly closedAtMs: number;
}

/** Collects windows; at most one is open. */
export interface WindowLog {
  readonly windows: readonly MeasuredWindow[];
  open(trial: number, atMs: number): void;
  /** Closes the open window, if there is one. */
  close(atMs: number): void;
}

export function windowLog(): WindowLog {
  const windows: MeasuredWindow[] = [];
  let open: { trial: number; openedAtMs: number } | null = null;
  return {
    windows,
    open(trial, atMs) {
      open = { trial, openedAtMs: atMs };
    },
    close(atMs) {
      if (open) windows.push({ ...open, closedAtMs: atMs });
      open = null;
    },
  };
}
