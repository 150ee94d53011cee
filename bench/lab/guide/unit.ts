/** The command line that does what systemd does with a unit. @param unit text of a service's file @throws RangeError for one that starts nothing */
export function commandOfUnit(unit: string): string {
  const values = (key: string): string[] =>
    [...unit.matchAll(new RegExp(`^${key}=(.*)$`, 'gm'))].map(([, value = '']) => value);
  const [start] = values('ExecStart');
  const [folder = '/'] = values('WorkingDirectory');
  if (start === undefined) throw new RangeError('the unit starts nothing');
  return ['env', '-C', folder, ...values('Environment'), start].join(' ');
}
