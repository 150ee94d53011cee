import { LEAST_IOS } from '../devices-file.ts';
import type { Check } from './check.ts';
import { bad, good, mild } from './finding.ts';
import type { ExaminedPhone } from './phone.ts';

const PIN = 'heatsoak devices pin; numbers of another iOS are another series: begin a new baseline';

export const phoneOs: Check<ExaminedPhone> = {
  id: 'phone.os',
  says: 'it is the phone of devices.json, with its iOS',
  mend: 'heatsoak init',
  after: ['tunnel.alive'],
  asked: 'always',
  async examine(phone) {
    const { expected } = phone;
    const [udid, version, model, build] = await Promise.all(
      ['UniqueDeviceID', 'ProductVersion', 'ProductType', 'BuildVersion'].map(async (key) =>
        String(await phone.lockdown(key)),
      ),
    );
    if (udid !== expected.udid)
      return bad(`another phone answers, ${udid}`, `restart the tunnel: ${phone.host.tunnelLine}`);
    if (Number.parseInt(version ?? '', 10) < LEAST_IOS)
      return bad(`it has iOS ${version}`, `update the phone to iOS ${LEAST_IOS} or newer`);
    if (model !== expected.model)
      return mild(
        `it is an ${model}, devices.json says ${expected.model}`,
        `"model": "${model}" in devices.json`,
      );
    if (version !== expected.os) return mild(`it has iOS ${version}, devices.json says ${expected.os}`, PIN);
    if (expected.osBuild !== undefined && build !== expected.osBuild)
      return mild(`it has iOS build ${build}, devices.json pins ${expected.osBuild}`, PIN);
    return good(`${model}, iOS ${version} (${build})`);
  },
};
