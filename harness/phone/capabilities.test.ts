import { expect, test } from 'vitest';
import { capabilities } from './capabilities.ts';

const phone = {
  udid: '00008120-000A11112222',
  platformVersion: '26.1',
  webDriverAgentUrl: undefined,
  webDriverAgentBundleId: undefined,
  webDriverAgent: null,
  webDriverAgentPort: 8101,
  screenPort: 9101,
};

test('an app is never named: the driver would uninstall it first, and the model with it', () => {
  expect(Object.keys(capabilities(phone))).not.toContain('appium:app');
});

test('the preinstalled agent gets a port of this host for itself, its own on the phone, and its bundle id', () => {
  expect(capabilities({ ...phone, webDriverAgentBundleId: 'com.example.wda' })).toMatchObject({
    'appium:usePreinstalledWDA': true,
    'appium:wdaLocalPort': 8101,
    'appium:wdaRemotePort': 8100,
    'appium:updatedWDABundleId': 'com.example.wda',
  });
});

test('an agent that is named as iOS lists it is the same agent', () => {
  expect(capabilities({ ...phone, webDriverAgentBundleId: 'com.example.wda.xctrunner' })).toMatchObject({
    'appium:updatedWDABundleId': 'com.example.wda',
  });
});

test('a phone without an agent gets the one of this host, and one that has its own keeps it', () => {
  expect(capabilities({ ...phone, webDriverAgent: '/lab/WebDriverAgent.ipa' })).toMatchObject({
    'appium:prebuiltWDAPath': '/lab/WebDriverAgent.ipa',
  });
  expect(capabilities(phone)).not.toHaveProperty('appium:prebuiltWDAPath');
});

test('a soak of hours keeps its session, and an agent that says nothing does not keep a command', () => {
  expect(capabilities(phone)).toMatchObject({
    'appium:newCommandTimeout': 0,
    'appium:wdaConnectionTimeout': 60_000,
  });
});

test('the stream of the screen has a port of its own, whoever started the agent', () => {
  for (const webDriverAgentUrl of [undefined, 'http://127.0.0.1:8100'])
    expect(capabilities({ ...phone, webDriverAgentUrl })).toMatchObject({ 'appium:mjpegServerPort': 9101 });
});

test('an agent that already runs is used as it is', () => {
  const wanted = capabilities({ ...phone, webDriverAgentUrl: 'http://127.0.0.1:8100' });
  expect(wanted).toMatchObject({ 'appium:webDriverAgentUrl': 'http://127.0.0.1:8100' });
  expect(wanted).not.toHaveProperty('appium:usePreinstalledWDA');
});
