const act = (what: string): string => `document.documentElement.dataset.ran='${what}'`;

/** A payload that closes every context it may stand in, and would run in each of them. */
const PAYLOAD = [
  `"'>`,
  '</script></style></title></textarea></svg></table>',
  `<script>${act('script')}</script>`,
  `<img src="https://foreign.invalid/x" onerror="${act('handler')}">`,
  `<b id="foreign" onmouseover="${act('over')}">`,
  '<base href="https://foreign.invalid/"><link rel="stylesheet" href="https://foreign.invalid/x.css">',
  `" onfocus="${act('focus')}" autofocus x="`,
  '<!--\u2028]]>',
].join('');

/** Words of a closed list that the page looks up, and times, which readers hold to their form; any other word is not a model of ours. */
const CLOSED = new Set([
  'verdict',
  'reading',
  'state',
  'kind',
  'winner',
  'direction',
  'engine',
  'gating',
  'at',
]);

/** The same value with the payload in every string and every key that is a name, so that ids still find each other. */
export function hostile<T>(value: T, key = ''): T {
  if (typeof value === 'string') return (CLOSED.has(key) ? value : `javascript:${value}${PAYLOAD}`) as T;
  if (Array.isArray(value)) return value.map((each: unknown) => hostile(each, key)) as T;
  if (typeof value !== 'object' || value === null) return value;
  const isNames = key === 'deviceNames';
  return Object.fromEntries(
    Object.entries(value).map(([name, each]) => [
      isNames ? hostile(name) : name,
      hostile(each as unknown, name),
    ]),
  ) as T;
}
