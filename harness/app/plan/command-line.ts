/** An option of a command: its name, and one value, several, or none. */
type Option = readonly [name: string, value: string | number | boolean | readonly string[] | undefined];

/** A command that can be pasted into a shell as it is. Options without a value are left out. */
export const commandLine = (command: string, options: readonly Option[]): string =>
  [command, ...options.flatMap(words)].join(' ');

function words([name, value]: Option): string[] {
  if (value === undefined || value === false) return [];
  if (value === true) return [name];
  const values = typeof value === 'object' ? value : [String(value)];
  return values.map((each) =>
    // A value that looks like an option must stand in one word with its name.
    each.startsWith('-') ? shellWord(`${name}=${each}`) : `${name} ${shellWord(each)}`,
  );
}

/** One word of a POSIX shell, whatever is in it. */
export const shellWord = (text: string): string =>
  /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
