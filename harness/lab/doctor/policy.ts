/** What a finding does: a run does not begin, it begins with a warning, or the finding is told beside. */
export type Severity = 'block' | 'warn' | 'note';

interface Rule {
  readonly severe: Severity;
  /** Of checks that know a lighter degree. */
  readonly mild?: Severity;
}

/** The policy of the lab, in one place: what each check does to a run when it does not hold. */
export const policy = {
  'host.packages': { severe: 'block' },
  'host.awake': { severe: 'warn' },
  'host.usbmuxd': { severe: 'block' },
  'lab.pins': { severe: 'warn' },
  'tunnel.registry': { severe: 'block' },
  'phone.lease': { severe: 'block', mild: 'warn' },
  'phone.cable': { severe: 'block' },
  'phone.trust': { severe: 'block' },
  'tunnel.phone': { severe: 'block' },
  'tunnel.alive': { severe: 'block' },
  'phone.os': { severe: 'block', mild: 'warn' },
  'phone.devmode': { severe: 'block' },
  'phone.image': { severe: 'block' },
  'wda.installed': { severe: 'block', mild: 'warn' },
  'wda.profile': { severe: 'block', mild: 'warn' },
  'phone.power': { severe: 'block', mild: 'warn' },
  'phone.heat': { severe: 'warn' },
  'phone.disk': { severe: 'block' },
  'phone.clock': { severe: 'note' },
  'app.ipa': { severe: 'block', mild: 'warn' },
  'app.entitled': { severe: 'block' },
  'app.files': { severe: 'block' },
  'agent.hello': { severe: 'block', mild: 'warn' },
  'tunnel.speed': { severe: 'warn' },
  'wda.starts': { severe: 'block', mild: 'warn' },
  'phone.unlocked': { severe: 'block' },
  'phone.stays-unlocked': { severe: 'block' },
  'phone.alert': { severe: 'block' },
  'phone.idle-heat': { severe: 'warn' },
} as const satisfies Readonly<Record<string, Rule>>;

export type CheckId = keyof typeof policy;

/** Whose fault it is, as exit codes tell it: this host's, the phone's or the way to it, or the app's. */
export function kindOf(id: CheckId): 'host' | 'device' | 'install' {
  if (id.startsWith('host.') || id.startsWith('lab.') || id === 'tunnel.registry') return 'host';
  return id.startsWith('app.') ? 'install' : 'device';
}

/** What a finding of this degree does. */
export function severityOf(id: CheckId, degree: 'severe' | 'mild'): Severity {
  const rule: Rule = policy[id];
  return degree === 'mild' ? (rule.mild ?? rule.severe) : rule.severe;
}
