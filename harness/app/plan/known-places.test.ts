import { expect, test } from 'vitest';
import { gatePolicy } from '../../experiment/gate-policy.ts';
import { mustNameKnownPlaces } from './known-places.ts';

const places = {
  suites: ['quick', 'sustained', 'own'],
  models: ['iPhone15,4', 'Lab phone'],
  phones: ['desk'],
};
const ANSWERED = { owner: 'anna', until: '2099-12-31', why: 'a test' };
const check = (policy: object): void => mustNameKnownPlaces(gatePolicy.parse(policy), 'gate.json', places);

test.each([
  [
    'a suite of a waiver',
    { waivers: [{ ...ANSWERED, metric: 'ttft', suite: 'quik' }] },
    'SUITE_UNKNOWN',
    /mean "quick"/,
  ],
  [
    'a phone of a waiver',
    { waivers: [{ ...ANSWERED, metric: 'ttft', phone: 'desc' }] },
    'MODEL_IDENTIFIER_UNKNOWN',
    /mean "desk"/,
  ],
  ['a suite of a rule', { rules: [{ metric: 'ttft', suite: 'quik' }] }, 'SUITE_UNKNOWN', /mean "quick"/],
  [
    'a suite of a limit',
    { limits: [{ metric: 'ttft', suite: 'sustaned', atMost: 1 }] },
    'SUITE_UNKNOWN',
    /mean "sustained"/,
  ],
  [
    'a phone of a rule',
    { rules: [{ metric: 'ttft', deviceModel: 'iPhone15,44' }] },
    'MODEL_IDENTIFIER_UNKNOWN',
    /mean "iPhone15,4"/,
  ],
  [
    'the name of a phone for its identifier',
    { limits: [{ metric: 'ttft', deviceModel: 'iPhone 15', atMost: 1 }] },
    'MODEL_IDENTIFIER_UNKNOWN',
    /iPhone 15/,
  ],
  ['a required phone', { requiredPhones: ['iphone15,4'] }, 'MODEL_IDENTIFIER_UNKNOWN', /mean "iPhone15,4"/],
])(
  '%s that does not exist is refused before anything is measured, with the nearest one',
  (_, policy, code, words) => {
    expect(() => check(policy)).toThrow(
      expect.objectContaining({ code, message: expect.stringMatching(words) }),
    );
  },
);

test('a policy may speak of suites and phones that only other runs have', () => {
  const rules = [
    { metric: 'ttft', suite: 'own' },
    { metric: 'ttft', suite: 'sustained', deviceModel: 'iPhone17,3' },
    { metric: 'ttft', deviceModel: 'Lab phone' },
    { metric: 'ttft', deviceModel: 'iPhone21,2' },
  ];
  expect(() => check({ rules, requiredPhones: ['iPhone18,1'] })).not.toThrow();
});
