import type { Check } from './check.ts';
import { good, mild, notAsked } from './finding.ts';
import type { Host } from './host.ts';

/** Another driver or WebDriverAgent than last night is a cause to look at first when the numbers moved. */
export const labPins: Check<Host> = {
  id: 'lab.pins',
  says: 'Appium, driver and WebDriverAgent are those of last time',
  mend: 'npm ci; or, where the new versions are meant: heatsoak doctor --keep',
  after: ['host.packages'],
  asked: 'always',
  ofHardware: true,
  async examine(host) {
    const kept = await host.keptVersions();
    if (kept === null) return notAsked('no versions were kept yet', 'heatsoak doctor --keep');
    const { versions } = await host.packages();
    const moved = Object.entries(versions).filter(([name, version]) => kept[name] !== version);
    if (moved.length === 0) return good(told(versions));
    return mild(
      moved.map(([name, version]) => `${name} ${version}, was ${kept[name] ?? 'absent'}`).join('; '),
    );
  },
};

const told = (versions: Readonly<Record<string, string>>): string =>
  Object.entries(versions)
    .map(([name, version]) => `${name} ${version}`)
    .join(', ');
