import { afterEach, beforeEach, expect, test } from 'vitest';
import type { VirtualPhone } from '../virtual-phone/phone-server.ts';
import type { TunnelRegistry } from '../virtual-phone/registry.ts';
import { restartPhone } from './restart-phone.ts';
import { tunnelledPhone } from './tunnelled-phone.fixture.ts';

let phone: VirtualPhone;
let registry: TunnelRegistry;
let close = async (): Promise<void> => undefined;
beforeEach(async () => {
  ({ phone, registry, close } = await tunnelledPhone('RESTART'));
});
afterEach(() => close());

const restart = (over = {}) =>
  restartPhone({
    ...{ udid: 'RESTART', registryPort: registry.port, goingDownMs: 0, backLimitSeconds: 0 },
    signal: new AbortController().signal,
    ...over,
  });

test('a phone that comes back with its developer image has been restarted', async () => {
  let restarts = 0;
  phone.condition.onRestart = () => {
    restarts += 1;
  };
  // A look that a busy host is late with is followed by another one.
  expect(await restart({ backLimitSeconds: 60 })).toBe(true);
  expect(restarts).toBe(1);
});

test('one that comes back without it, or not at all, has not come back by itself', async () => {
  phone.condition.onRestart = () => {
    phone.condition.imageMounted = false;
  };
  expect(await restart()).toBe(false);
  phone.condition.onRestart = () => {
    phone.condition.connectionType = null;
  };
  expect(await restart()).toBe(false);
});
