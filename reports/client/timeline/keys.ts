/** What the keyboard can ask of the plot. */
export interface KeyActions {
  /** So many tokens on, or back. */
  step(tokens: number): void;
  /** To the first token of the trial before or after. */
  stepTrial(trials: number): void;
  toEnd(end: 'first' | 'last'): void;
  zoomBy(factor: number): void;
  showAll(): void;
}

const ZOOM_IN = 0.5;
/** With Shift a step is a stride. */
const STRIDE = 10;

const keys: Readonly<Record<string, (actions: KeyActions, shift: boolean) => void>> = {
  ArrowRight: (actions, shift) => actions.step(shift ? STRIDE : 1),
  ArrowLeft: (actions, shift) => actions.step(shift ? -STRIDE : -1),
  ArrowUp: (actions, shift) => actions.step(shift ? STRIDE : 1),
  ArrowDown: (actions, shift) => actions.step(shift ? -STRIDE : -1),
  PageDown: (actions) => actions.stepTrial(1),
  PageUp: (actions) => actions.stepTrial(-1),
  Home: (actions) => actions.toEnd('first'),
  End: (actions) => actions.toEnd('last'),
  '+': (actions) => actions.zoomBy(ZOOM_IN),
  '=': (actions) => actions.zoomBy(ZOOM_IN),
  '-': (actions) => actions.zoomBy(1 / ZOOM_IN),
  Escape: (actions) => actions.showAll(),
};

/** Arrows move the crosshair, Page keys by trials, + and − zoom, Escape shows the whole launch. */
export function listenToKeys(canvas: HTMLElement, actions: KeyActions): void {
  canvas.addEventListener('keydown', (event) => {
    const act = keys[event.key];
    if (!act || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    act(actions, event.shiftKey);
  });
}
