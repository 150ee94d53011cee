import { rooms } from './rooms.ts';

const BEGIN = '<!-- rooms -->\n';
const END = '<!-- /rooms -->';

/** ARCHITECTURE.md with the table of rooms as `rooms.ts` has it now. */
export function withRooms(page: string): string {
  const [before, rest] = page.split(BEGIN);
  const after = rest?.split(END)[1];
  if (before === undefined || after === undefined)
    throw new Error(`the page has no ${BEGIN.trim()} … ${END}`);
  return `${before}${BEGIN}${roomsTable()}${END}${after}`;
}

function roomsTable(): string {
  const rows = rooms.map(({ folder, holds, rooms: imported, packages, pure }) => {
    const names = imported.map((each) => short(each)).join(', ') || '–';
    const outside = packages
      .map((each) => ({ '*': 'all packages', 'node:': 'Node' })[each] ?? each)
      .join(', ');
    return `| \`${short(folder)}\`${pure ? ' *pure*' : ''} | ${holds} | ${names} | ${outside || '–'} |`;
  });
  return ['| room | holds | may import | packages |', '|---|---|---|---|', ...rows, ''].join('\n');
}

/** `harness/judge/` as `judge`; the room of `harness/index.ts` as `harness`. */
const short = (folder: string): string =>
  folder === 'harness/' ? 'harness' : folder.replace(/^harness\//, '').replace(/\/$/, '');
