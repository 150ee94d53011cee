/**
 * The clock of a run's journals: µs since the run's `startedAt`. The wall clock says where it stands when a process opens
 * the run, the monotonic clock goes on from there. So the times of a run that was resumed stay on one scale, with the
 * break in it, and a wall clock that is set while a session runs moves nothing.
 * @param wallMs what time it is, ms since 1970; default: what this host thinks
 */
export function runClock(startedAt: string, wallMs = Date.now()): () => number {
  const openedUs = Math.max(0, wallMs - Date.parse(startedAt)) * 1000;
  const opened = performance.now();
  return () => openedUs + (performance.now() - opened) * 1000;
}
