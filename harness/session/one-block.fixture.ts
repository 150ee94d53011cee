import { buildFixture, launchFixture, manifestFixture } from '../app/manifest.fixture.ts';

const file = { path: 'x', sha256: '0'.repeat(64), sizeBytes: 1 };
const build = buildFixture(file, file);
const roles = ['baseline', 'candidate', 'candidate', 'baseline'] as const;

/** One block of two builds on one phone, for a scripted phone: nothing of it is installed. */
export const oneBlock = {
  ...manifestFixture(
    build,
    roles.map((role, position) => launchFixture(`l${position}`, { role, position })),
  ),
  builds: [{ ...build, role: 'baseline' as const }, build],
};
