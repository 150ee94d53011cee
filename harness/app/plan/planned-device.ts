import { arch, cpus, release, type } from 'node:os';
import type { PlannedDevice } from '../../experiment/manifest.ts';
import type { Device } from '../../lab/devices-file.ts';
import { profileNamed } from '../../virtual-phone/physics/profiles.ts';

/** A phone of devices.json as the manifest names it; a virtual one says so in its name. */
export function plannedDevice(device: Device): PlannedDevice {
  const optional = device.required === false ? ({ required: false } as const) : {};
  if (device.kind === 'iphone') {
    const { id, name, model, chip, udid, os, osBuild, memoryLimitMiB, modelsGiB, restart } = device;
    return {
      ...{ id, name, model, chip, udid, os, virtual: false, ...optional },
      ...(osBuild === undefined ? {} : { osBuild }),
      ...(memoryLimitMiB === undefined ? {} : { memoryLimitMiB }),
      ...(modelsGiB === undefined ? {} : { modelsBytes: modelsGiB * 2 ** 30 }),
      ...(restart === undefined ? {} : { restart }),
    };
  }
  const profile = profileNamed(device.profile);
  return {
    id: device.id,
    name: /virtual/i.test(device.name) ? device.name : `${device.name} (virtual)`,
    model: profile.productType,
    chip: profile.chip,
    udid: null,
    os: device.os,
    virtual: true,
    ...(device.agent === undefined ? {} : { agent: device.agent }),
    ...optional,
    memoryLimitMiB: profile.jetsamMiB,
  };
}

/** This host, which measures the reference, a source or a server. */
export function hostDevice(reference: { id: string; name: string }): PlannedDevice {
  const processor = `${cpus()[0]?.model ?? 'unknown processor'} (${cpus().length} cores)`;
  return {
    id: reference.id,
    name: reference.name,
    model: processor,
    chip: processor,
    udid: null,
    os: `${type()} ${release()} ${arch()}`,
    virtual: false,
  };
}
