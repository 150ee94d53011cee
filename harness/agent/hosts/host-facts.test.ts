import { expect, test } from 'vitest';
import { linuxFacts, macFacts, readHostFacts } from './host-facts.ts';

const mac = (answers: Readonly<Record<string, string>>) =>
  macFacts((program, args) => answers[[program, ...args].join(' ')] ?? null);

test('a MacBook on battery, under heavy thermal pressure', () => {
  expect(
    mac({
      'notifyutil -g com.apple.system.thermalpressurelevel': 'com.apple.system.thermalpressurelevel 2\n',
      'pmset -g batt':
        "Now drawing from 'Battery Power'\n -InternalBattery-0 (id=1)\t83%; discharging; 4:10 remaining\n",
      'pmset -g therm': 'CPU_Scheduler_Limit \t= 100\nCPU_Available_CPUs \t= 8\nCPU_Speed_Limit \t= 70\n',
      'pmset -g': ' lowpowermode         1\n sleep 1\n',
    }),
  ).toEqual({
    thermalState: 'serious',
    lowPowerMode: true,
    batteryPercent: 83,
    charging: false,
    cpuFrequencyRatio: 0.7,
  });
});

test('a Mac that reports nothing leaves nulls, never guesses', () => {
  expect(mac({ 'pmset -g therm': 'Note: No thermal warning level has been recorded\n' })).toEqual({
    thermalState: null,
    lowPowerMode: null,
    batteryPercent: null,
    charging: null,
    cpuFrequencyRatio: null,
  });
});

test('Linux: frequency against its maximum, and the first battery', () => {
  const files: Readonly<Record<string, string>> = {
    '/sys/devices/system/cpu/cpu0/cpufreq/scaling_cur_freq': '1800000',
    '/sys/devices/system/cpu/cpu0/cpufreq/cpuinfo_max_freq': '3600000',
    '/sys/class/power_supply/AC/type': 'Mains',
    '/sys/class/power_supply/BAT0/type': 'Battery',
    '/sys/class/power_supply/BAT0/status': 'Discharging',
    '/sys/class/power_supply/BAT0/capacity': '55',
  };
  expect(
    linuxFacts(
      (path) => files[path] ?? null,
      () => ['AC', 'BAT0'],
    ),
  ).toEqual({
    batteryPercent: 55,
    charging: false,
    cpuFrequencyRatio: 0.5,
  });
  expect(
    linuxFacts(
      () => null,
      () => [],
    ),
  ).toEqual({
    batteryPercent: null,
    charging: null,
    cpuFrequencyRatio: null,
  });
});

test('this host reports its load', () => {
  expect(readHostFacts().loadAverage).toBeGreaterThanOrEqual(0);
});
