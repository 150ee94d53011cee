const LABEL = String.raw`[a-z_]+="(?:[^"\\\n]|\\["\\n])*"`;
const SAMPLE = new RegExp(
  String.raw`^([a-z0-9_]+)(?:\{${LABEL}(?:,${LABEL})*\})? -?\d+(?:\.\d+)?(?:e[+-]?\d+)?$`,
);
const suffixes: Readonly<Record<string, string>> = {
  info: '_info',
  gauge: '',
  stateset: '',
  counter: '_total',
};

/** What a strict reader of the OpenMetrics text format minds; prometheus_client reads the same files where Python is there. */
export function problemsOf(text: string): string[] {
  if (!text.endsWith('\n# EOF\n')) return ['no # EOF at the end'];
  const families = text
    .slice(0, -'\n# EOF\n'.length)
    .split(/^# TYPE /m)
    .slice(1);
  const names = families.map((family) => family.split(' ', 1)[0]);
  const twice = names.filter((name, i) => names.indexOf(name) !== i).map((name) => `${name} twice`);
  return [...twice, ...families.flatMap(problemsOfFamily)];
}

function problemsOfFamily(family: string): string[] {
  const [head = '', ...lines] = family.trimEnd().split('\n');
  const [name = '', type = ''] = head.split(' ');
  return lines.filter((line) => {
    const [, kind, of, said = ''] = /^# (UNIT|HELP) (\S+) (.+)$/.exec(line) ?? [];
    if (kind === 'HELP') return of !== name;
    if (kind === 'UNIT') return of !== name || !name.endsWith(`_${said}`);
    return SAMPLE.exec(line)?.[1] !== name + (suffixes[type] ?? '?');
  });
}
