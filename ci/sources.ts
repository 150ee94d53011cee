import { execFileSync } from 'node:child_process';

/** Every TypeScript source that git knows or would add, relative to the project. */
export function sourceFiles(): string[] {
  const listed = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '*.ts'], {
    encoding: 'utf8',
  });
  return listed.split('\n').filter((path) => path.includes('/') && !path.endsWith('.d.ts'));
}

/** Tests and what only they use: they may import more than the room they stand in. */
export const isTest = (path: string): boolean => /\.(test|contract|fixture)\.ts$/.test(path);
