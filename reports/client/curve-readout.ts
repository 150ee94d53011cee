/** A stretch of a throttle curve: where it lies in the picture, and what the page says of it. */
interface Stretch {
  readonly rect: SVGRectElement;
  readonly words: string;
}

const HINT = 'Point at the curves, or step along them with the arrow keys.';

/** What is pointed at on a throttle curve stands above it in words: seconds, each build's speed and thermal state. */
export function readCurves(): void {
  for (const picture of document.querySelectorAll<SVGSVGElement>('figure svg.curve')) {
    const stretches = [...picture.querySelectorAll<SVGRectElement>('rect.readout')].map((rect) => ({
      rect,
      words: [takeTitle(rect), ...heatAt(picture, middleOf(rect))].join(' · '),
    }));
    if (stretches.length > 0) follow(picture, stretches);
  }
}

function follow(picture: SVGSVGElement, stretches: readonly Stretch[]): void {
  const note = document.createElement('p');
  note.className = 'note curve-said';
  note.setAttribute('role', 'status');
  picture.before(note);
  let at = -1;
  const show = (index: number): void => {
    at = index;
    for (const [i, { rect }] of stretches.entries()) rect.classList.toggle('is-read', i === index);
    note.textContent = stretches[index]?.words ?? HINT;
  };
  show(-1);
  picture.addEventListener('pointermove', ({ target }) =>
    show(stretches.findIndex(({ rect }) => rect === target)),
  );
  picture.addEventListener('pointerleave', () => show(-1));
  picture.tabIndex = 0;
  picture.addEventListener('keydown', (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    show(Math.min(Math.max(0, at + step), stretches.length - 1));
  });
}

/** The words of an element's own tooltip, which would stand over the curve. */
function takeTitle(element: Element): string {
  const title = element.querySelector('title');
  title?.remove();
  return title?.textContent ?? '';
}

/** "candidate: serious" for each build whose heat is known at a place across. */
function heatAt(picture: SVGSVGElement, x: number): string[] {
  const states = [...picture.querySelectorAll<SVGRectElement>('rect.heat')].filter(({ x: left, width }) => {
    const from = left.baseVal.value;
    return from <= x && x < from + width.baseVal.value;
  });
  return states.map((state) => state.querySelector('title')?.textContent.replace(/ from .*/, '') ?? '');
}

const middleOf = ({ x, width }: SVGRectElement): number => x.baseVal.value + width.baseVal.value / 2;
