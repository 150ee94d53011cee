import { build } from 'plist';
import { expect, test } from 'vitest';
import { readProvisioningProfile } from './provisioning-profile.ts';

const bytesOf = (text: string): Buffer => Buffer.from(text);

test.each([
  ['nothing', ''],
  ['a property list without an end', '<?xml version="1.0"?><plist><dict>'],
  ['one that names no end of its time', build({ Name: 'x' })],
  ['one whose end is no date', build({ ExpirationDate: 'never' })],
  [
    'one whose end is a date that never comes',
    '<?xml version="1.0"?><plist><dict><key>ExpirationDate</key><date>never</date></dict></plist>',
  ],
])('%s is no profile', (_, text) => {
  expect(() => readProvisioningProfile(bytesOf(text))).toThrow(/profile/);
});

test('the id of an app stands behind that of its team', () => {
  const text = build({
    ExpirationDate: new Date(0),
    Entitlements: { 'application-identifier': 'TEAM.com.acme.*' },
  });
  expect(readProvisioningProfile(bytesOf(text)).appId).toBe('com.acme.*');
});
