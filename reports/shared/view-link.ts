/** What a link into a report shows: a section, and of the timeline a launch, a window and one token. */
export interface View {
  /** The id of a section, such as `timeline`. */
  readonly section?: string | undefined;
  readonly device?: string | undefined;
  /** The id of a planned launch, such as `quick-b0-p1-candidate`. */
  readonly launch?: string | undefined;
  readonly suite?: string | undefined;
  readonly case?: string | undefined;
  /** The place of the trial among the launch's trials that are drawn, and of the token in it; both from 0. */
  readonly trial?: number | undefined;
  readonly token?: number | undefined;
  /** Window in seconds of the launch. */
  readonly from?: number | undefined;
  readonly to?: number | undefined;
  /** The launch that is drawn behind it; `none` where the reader wants it alone. Left out: the other build's. */
  readonly beside?: string | undefined;
  /** 1 where the axis of the timeline cuts stalls off. */
  readonly cut?: number | undefined;
  /** The reading that is shown. */
  readonly filter?: string | undefined;
  /** What is searched for. */
  readonly search?: string | undefined;
  /** What is unfolded, names apart by a space. */
  readonly open?: string | undefined;
}

/** The words of the hash, in the order in which a link names them. */
const words = {
  section: 's',
  device: 'd',
  launch: 'p',
  suite: 'suite',
  case: 'case',
  trial: 'trial',
  token: 'token',
  from: 'from',
  to: 'to',
  beside: 'beside',
  cut: 'cut',
  filter: 'filter',
  search: 'q',
  open: 'open',
} as const satisfies Record<keyof View, string>;

/** A link within the page, such as `#s=timeline&d=a&p=quick-b0-p1-candidate&trial=2&token=31`. */
export function viewLink(view: View): string {
  const parts = new URLSearchParams();
  for (const [key, word] of Object.entries(words)) {
    const value = view[key as keyof View];
    if (value !== undefined && value !== '') parts.set(word, String(value));
  }
  return `#${parts.toString()}`;
}

/** The view that a hash names; what it does not name, or names as no number, is left out. */
export function viewOf(hash: string): View {
  const parts = new URLSearchParams(hash.replace(/^#/, ''));
  const text = (key: keyof View): string | undefined => parts.get(words[key]) || undefined;
  const number = (key: keyof View): number | undefined => {
    const value = Number(text(key) ?? Number.NaN);
    return Number.isFinite(value) && value >= 0 ? value : undefined;
  };
  return {
    section: text('section'),
    device: text('device'),
    launch: text('launch'),
    suite: text('suite'),
    case: text('case'),
    trial: number('trial'),
    token: number('token'),
    from: number('from'),
    to: number('to'),
    beside: text('beside'),
    cut: number('cut'),
    filter: text('filter'),
    search: text('search'),
    open: text('open'),
  };
}
