import { openLaunchFolder } from './launch-folder.ts';

/** `append-until-full.fixture.ts <folder>`, in a process whose files may not grow beyond some hundred bytes. */
const folder = await openLaunchFolder(process.argv[2] ?? '');
const line = (n: number, length: number): string => `${JSON.stringify({ n, text: 'x'.repeat(length) })}\n`;
await folder.append(line(1, 100));
const refused = await folder.append(line(2, 2000)).then(
  () => 'kept',
  (error: NodeJS.ErrnoException) => error.code,
);
await folder.append(line(3, 10));
await folder.close();
process.stdout.write(String(refused));
