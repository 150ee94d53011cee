import { launchColumns, type RunLaunch, runLaunches } from './launch-columns.ts';
import { columnsOf, tableOf } from './table.ts';

interface MemoryRow extends RunLaunch {
  /** Its place in the launch's series. */
  readonly index: number;
}

const { number } = columnsOf<MemoryRow>();

export const memory = tableOf<MemoryRow>({
  name: 'memory',
  row: 'one reading of a launch’s memory; those that a log leaves out since nothing changed are there',
  columns: [
    ...launchColumns<MemoryRow>(),
    number(
      'at_us',
      'When it was read',
      ({ launch, index }) => launch.memory.tUs[index],
      'µs since the agent’s start',
    ),
    number(
      'footprint_bytes',
      'What the system charges to the app',
      ({ launch, index }) => launch.memory.footprintBytes[index],
      'bytes',
    ),
    number(
      'mapped_bytes',
      'Pages of mapped files in memory; the system may take them back',
      ({ launch, index }) => launch.memory.mappedBytes[index],
      'bytes',
    ),
    number(
      'available_bytes',
      'What the app may still take before it is killed',
      ({ launch, index }) => launch.memory.availableBytes[index],
      'bytes',
    ),
    number(
      'metal_bytes',
      'What Metal allocated for the app',
      ({ launch, index }) => launch.memory.metalAllocatedBytes?.[index],
      'bytes',
    ),
  ],
  *values(derived) {
    for (const own of runLaunches(derived))
      for (let index = 0; index < own.launch.memory.tUs.length; index++) yield { ...own, index };
  },
});
