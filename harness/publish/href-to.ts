import { dirname, relative, sep } from 'node:path';

/** From a page on disk to a file or folder, as a link: forward slashes, each part escaped; empty for the page's own folder. */
export const hrefTo = (page: string, target: string): string =>
  relative(dirname(page), target).split(sep).map(encodeURIComponent).join('/');
