import { REGISTRY, type RecordedPhone, WEB_DRIVER_AGENT } from './recorded-phone.ts';

type Values = Readonly<Record<string, unknown>>;

/** What a phone answered, as its stand-in needs it. Null: that was not recorded. */
export interface RecordedAnswers {
  readonly services: readonly string[] | null;
  readonly connectionType: 'USB' | 'Network' | null;
  readonly lockdown: Values | null;
  readonly powerSource: Values | null;
  readonly disk: Values | null;
  readonly developerMode: boolean | null;
  readonly agentStatus: Values | null;
  /** Services that were asked, and gave no answer. */
  readonly mute: readonly string[];
}

export const LOCKDOWN = 'com.apple.mobile.lockdown.remote.untrusted';
export const DIAGNOSTICS = 'com.apple.mobile.diagnostics_relay.shim.remote';
export const MEDIA = 'com.apple.afc.shim.remote';
export const IMAGES = 'com.apple.mobile.mobile_image_mounter.shim.remote';

export function recordedAnswers({ exchanges }: RecordedPhone): RecordedAnswers {
  const answerOf = (service: string): Values | null =>
    exchanges.find((each) => each.service === service)?.answer ?? null;
  const registry = answerOf(REGISTRY);
  const { services, connectionType } = registry ?? {};
  const developerMode = exchanges
    .filter(({ service }) => service === IMAGES)
    .map(({ answer }) => answer?.['DeveloperModeStatus'])
    .find((status) => typeof status === 'boolean');
  return {
    services: Array.isArray(services) ? services.map(String) : null,
    connectionType: connectionType === 'USB' || connectionType === 'Network' ? connectionType : null,
    lockdown: valuesIn(answerOf(LOCKDOWN), 'Value'),
    powerSource: valuesIn(valuesIn(answerOf(DIAGNOSTICS), 'Diagnostics'), 'IORegistry'),
    disk: answerOf(MEDIA),
    developerMode: developerMode ?? null,
    agentStatus: answerOf(WEB_DRIVER_AGENT),
    mute: exchanges.filter(({ answer }) => answer === null).map(({ service }) => service),
  };
}

function valuesIn(values: Values | null, key: string): Values | null {
  const held = values?.[key];
  return typeof held === 'object' && held !== null ? (held as Values) : null;
}

/** Stands for a value that was taken out of a recording; the word says what it was. */
export const PLACEHOLDER = /^<(text|number|data|date)>$/;

/** Values of a phone with those of a recording in their place; what was taken out of the recording stays the phone's own. */
export function withRecorded(own: Values, recorded: Values | null): Record<string, unknown> {
  if (recorded === null) return { ...own };
  return Object.fromEntries(
    Object.entries(recorded).map(([key, value]) => [
      key,
      typeof value === 'string' && PLACEHOLDER.test(value) && key in own ? own[key] : value,
    ]),
  );
}
