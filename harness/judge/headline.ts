import type { GateRequest } from './gate-request.ts';
import { others } from './gate-words.ts';
import { answerWithoutVerdict } from './run-purpose.ts';
import { type DeviceVerdict, type GateVerdict, verdictWords } from './verdict.ts';

type Asked = Pick<GateRequest, 'purpose' | 'devices'>;

/**
 * The run's verdict in one sentence: that of its worst phone.
 * @param devices the phone with the largest regression first
 */
export function headlineOf(request: Asked, devices: readonly DeviceVerdict[]): Omit<GateVerdict, 'devices'> {
  for (const verdict of verdictWords) {
    const alike = devices.filter((device) => device.verdict === verdict);
    const first = alike.find((device) => device.detail !== null) ?? alike[0];
    if (!first) continue;
    if (verdict === 'GO') return { verdict, headline: passSentence(devices), detail: null };
    return { verdict, headline: sentenceOf(request, first, alike), detail: first.detail };
  }
  return {
    verdict: 'INVALID',
    headline: request.devices.length === 0 ? 'No device was planned' : 'No device has a verdict',
    detail: null,
  };
}

function sentenceOf(
  { purpose, devices }: Asked,
  first: DeviceVerdict,
  alike: readonly DeviceVerdict[],
): string {
  // An answer that is the run's own names no phone.
  if (purpose !== 'two-builds' && first.reason === answerWithoutVerdict[purpose]) return first.reason;
  const named =
    devices.length > 1 && !first.reason.includes(first.name)
      ? `${first.name}: ${first.reason}`
      : first.reason;
  const said = first.verdict === 'INVALID' ? `${named}; nothing is concluded for it` : named;
  return `${said}${others(alike.length)}`;
}

function passSentence(devices: readonly DeviceVerdict[]): string {
  const noted = devices.find((device) => device.reason !== 'within limits');
  if (noted)
    return `All devices within limits; ${noted.name}: ${noted.reason.replace('within limits; ', '')}`;
  return devices.length === 1
    ? `${devices[0]?.name ?? 'The device'} is within limits`
    : `${devices.length === 2 ? 'Both' : `All ${devices.length}`} devices within limits`;
}
