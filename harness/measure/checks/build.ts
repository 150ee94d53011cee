import { memoryLimitBytes } from '../../experiment/memory-limit.ts';
import { isSameMemoryLimit } from '../../protocol/memory-limit.ts';
import { limitBytes } from '../metrics/memory.ts';
import type { LaunchCheck } from './check.ts';

const MIB = 2 ** 20;

/** Checks that the phone runs what was planned. */
export const buildChecks: readonly LaunchCheck[] = [
  {
    code: 'backend-fallback',
    rule: 'the back end that runs is the one that was asked for',
    effect: 'excludes',
    find({ load, device }, { manifest }) {
      // The reference is another machine: what it lacks is no fallback of the phone's.
      if (!load || device === manifest.reference?.device.id) return null;
      if (load.backendRequested === 'auto' || load.backend === load.backendRequested) return null;
      return `${load.backend} ran although ${load.backendRequested} was asked for`;
    },
  },
  {
    code: 'debug-build',
    rule: 'the app is a release build',
    effect: 'excludes',
    find: ({ agent }) => (agent?.build.configuration === 'debug' ? 'the app is a debug build' : null),
  },
  {
    code: 'debugger-attached',
    rule: 'no debugger is attached',
    effect: 'excludes',
    find: ({ agent }) => (agent?.build.debuggerAttached === true ? 'a debugger was attached' : null),
  },
  {
    code: 'model-differs',
    rule: 'the model file on the device has the hash that was planned',
    effect: 'excludes',
    find({ modelDigest, load }, { build }) {
      // What was loaded and what was hashed are one file: either may betray another.
      const found = [modelDigest, load?.sha256].find((hash) => hash && hash !== build?.model.sha256);
      if (!build || !found) return null;
      return `the model on the device is ${found.slice(0, 12)}, planned was ${build.model.sha256.slice(0, 12)}`;
    },
  },
  {
    code: 'entitlement-lost',
    rule: 'the installed app has the entitlements that its build declares: re-signing can strip them unnoticed',
    effect: 'excludes',
    find({ agent }, { build }) {
      const found = agent?.build.entitlements;
      const lost = (build?.entitlements ?? []).filter((name) => found && !found.includes(name));
      return lost.length > 0 ? `the installed app lacks ${lost.join(', ')}` : null;
    },
  },
  {
    code: 'memory-limit-differs',
    rule: 'footprint + available at launch is the limit of this device for the build’s entitlements',
    effect: 'excludes',
    find(launch, { build, device }) {
      const found = limitBytes(launch);
      const expected = memoryLimitBytes(device, build);
      if (found === null || expected === null) return null;
      return isSameMemoryLimit(found, expected)
        ? null
        : `the limit is ${(found / MIB).toFixed(1)} MiB, expected were ${expected / MIB} MiB`;
    },
  },
];
