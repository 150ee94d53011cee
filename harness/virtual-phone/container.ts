import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { IpaContent } from './ipa.ts';

/** An installed app: what its archive says, and its data container. */
export interface InstalledApp extends IpaContent {
  readonly container: string;
}

/** The apps of one phone and the folders they live in. Upgrading keeps the container; uninstalling deletes it. */
export interface AppContainers {
  readonly mediaFolder: string;
  find(bundleId: string): InstalledApp | null;
  all(): readonly InstalledApp[];
  install(content: IpaContent): Promise<void>;
  uninstall(bundleId: string): Promise<void>;
}

export function appContainers(root: string): AppContainers {
  const apps = new Map<string, InstalledApp>();
  return {
    mediaFolder: join(root, 'media'),
    find: (bundleId) => apps.get(bundleId) ?? null,
    all: () => [...apps.values()],
    async install(content) {
      const container = join(root, 'containers', content.bundleId);
      await mkdir(join(container, 'Documents'), { recursive: true });
      apps.set(content.bundleId, { ...content, container });
    },
    async uninstall(bundleId) {
      apps.delete(bundleId);
      await rm(join(root, 'containers', bundleId), { recursive: true, force: true });
    },
  };
}
