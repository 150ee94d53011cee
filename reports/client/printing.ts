import type { TimelineView } from './timeline/timeline-view.ts';

/** Width of the timeline on a page of A4, px: between the margins of a browser and those of the page. */
const PAPER_PX = 670;

/** "Print" gives the verdict and the phones; "Print everything" the evidence as well. On paper nothing can be unfolded. */
export function offerPrinting(timeline: TimelineView | null): void {
  const everything = document.documentElement.classList;
  document.getElementById('print')?.addEventListener('click', () => print());
  document.getElementById('print-all')?.addEventListener('click', () => {
    everything.add('print-all');
    print();
  });
  let undo: (() => void)[] = [];
  addEventListener('beforeprint', () => {
    undo = [unfold(), timeline === null ? () => undefined : drawForPaper(timeline)];
  });
  addEventListener('afterprint', () => {
    for (const back of undo) back();
    undo = [];
    everything.remove('print-all');
  });
}

/** Opens every fold. @returns what closes those again that were closed */
function unfold(): () => void {
  const closed = [...document.querySelectorAll<HTMLDetailsElement>('details:not([open])')];
  for (const details of closed) details.open = true;
  return () => {
    for (const details of closed) details.open = false;
  };
}

/** Browsers print canvases badly or not at all, pictures well. @returns what brings the canvases back */
function drawForPaper(timeline: TimelineView): () => void {
  const plot = document.getElementById('plot');
  if (!plot) return () => undefined;
  plot.style.width = `${PAPER_PX}px`;
  timeline.resize('paper');
  const pictures = [...plot.querySelectorAll('canvas')].map((canvas) => {
    const picture = document.createElement('img');
    picture.src = canvas.toDataURL();
    picture.alt = canvas.getAttribute('aria-label') ?? '';
    picture.className = 'on-paper';
    canvas.after(picture);
    return picture;
  });
  return () => {
    for (const picture of pictures) picture.remove();
    plot.style.removeProperty('width');
    timeline.resize();
  };
}
