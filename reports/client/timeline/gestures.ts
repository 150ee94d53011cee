/** A point of the plot, px from its upper left corner. */
export interface Place {
  readonly x: number;
  readonly y: number;
}

/** What a pointer can ask of the plot. */
export interface PlotActions {
  hover(place: Place | null): void;
  pin(place: Place): void;
  /** The stretch between two places across is to fill the plot. */
  brush(fromX: number, toX: number): void;
  panBy(px: number): void;
  zoomAt(factor: number, x: number): void;
  showAll(): void;
}

/** A pointer that moved less than this was clicked, not dragged, px. */
const CLICK_PX = 5;
/** A notch of a wheel, about 100 px, shows a quarter less or more. */
const ZOOM_PER_WHEEL_PX = 0.0025;

/**
 * Drag to zoom, Shift and drag to pan, wheel to zoom, double click for the whole. The wheel belongs to the page until the
 * plot was clicked, or Ctrl or ⌘ is held: a page that cannot be scrolled past its chart is a trap.
 */
export function listenToPointers(plot: HTMLElement, brush: HTMLElement, actions: PlotActions): void {
  let from: (Place & { readonly pans: boolean }) | null = null;
  let isTaken = false;
  const placeOf = (event: MouseEvent): Place => {
    const box = plot.getBoundingClientRect();
    return { x: event.clientX - box.left, y: event.clientY - box.top };
  };
  const endBrush = (): void => {
    from = null;
    brush.hidden = true;
  };
  plot.addEventListener('pointerdown', (event) => {
    if (event.button !== 0) return;
    from = { ...placeOf(event), pans: event.shiftKey };
    isTaken = true;
    plot.setPointerCapture(event.pointerId);
  });
  plot.addEventListener('pointermove', (event) => {
    const place = placeOf(event);
    if (from?.pans) {
      actions.panBy(place.x - from.x);
      from = { ...place, pans: true };
    } else if (from && Math.abs(place.x - from.x) >= CLICK_PX) {
      showBrush(brush, from.x, place.x);
    } else actions.hover(place);
  });
  plot.addEventListener('pointerup', (event) => {
    if (!from) return;
    const [start, place] = [from, placeOf(event)];
    endBrush();
    if (start.pans) return;
    if (Math.abs(place.x - start.x) < CLICK_PX) actions.pin(place);
    else actions.brush(Math.min(start.x, place.x), Math.max(start.x, place.x));
  });
  plot.addEventListener('pointercancel', endBrush);
  plot.addEventListener('pointerleave', () => {
    isTaken = false;
    actions.hover(null);
  });
  plot.addEventListener('dblclick', () => actions.showAll());
  const turn = oncePerFrame(({ deltaX, deltaY }, event) => {
    if (Math.abs(deltaX) > Math.abs(deltaY)) actions.panBy(-deltaX);
    else actions.zoomAt(Math.exp(deltaY * ZOOM_PER_WHEEL_PX), placeOf(event).x);
  });
  plot.addEventListener(
    'wheel',
    (event) => {
      if (!isTaken && !event.ctrlKey && !event.metaKey) return;
      event.preventDefault();
      turn(event);
    },
    { passive: false },
  );
}

/** Px that a wheel or two fingers went since the last frame. */
interface Turn {
  readonly deltaX: number;
  readonly deltaY: number;
}

/** A touchpad tells of its fingers more often than a million tokens can be drawn: what comes within a frame is added up. */
function oncePerFrame(act: (turn: Turn, first: WheelEvent) => void): (event: WheelEvent) => void {
  let sum: Turn | null = null;
  return (event) => {
    const { deltaX = 0, deltaY = 0 } = sum ?? {};
    if (sum === null)
      requestAnimationFrame(() => {
        if (sum) act(sum, event);
        sum = null;
      });
    sum = { deltaX: deltaX + event.deltaX, deltaY: deltaY + event.deltaY };
  };
}

function showBrush(brush: HTMLElement, one: number, other: number): void {
  brush.hidden = false;
  brush.style.left = `${Math.min(one, other)}px`;
  brush.style.width = `${Math.abs(one - other)}px`;
}
