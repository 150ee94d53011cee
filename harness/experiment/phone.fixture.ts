import type { PlannedDevice } from './manifest.ts';
import { testAgent } from './test-agent.fixture.ts';

/** A virtual iPhone 15 by that id, as a manifest plans for it. */
export const phoneFixture = (id: string): PlannedDevice => ({
  id,
  name: `iPhone ${id}`,
  model: 'iPhone15,4',
  chip: 'A16',
  udid: null,
  os: '26.1',
  virtual: true,
  ...testAgent,
});
