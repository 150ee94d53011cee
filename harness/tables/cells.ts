import type { Table } from './table.ts';

/** The history of a lab as a table: what stands in its own tables, and in no run folder as such. */
export const cells = {
  name: 'cells',
  row: 'one metric of one phone and suite on one night',
  columns: [
    text('run', 'The run of that night'),
    text('at', 'When it began, ISO 8601 in UTC'),
    text('device', 'The phone'),
    text('suite', 'The suite'),
    text('kind', 'Kind of the suite: burst, soak or conversation'),
    text('metric', 'The metric'),
    number('plain', 'Natural logarithm of the candidate’s value'),
    number('paired', 'Natural logarithm of the candidate’s value over the pinned build’s'),
    number('control', 'Natural logarithm of the pinned build’s value'),
    number('half_width', 'Half of the 95 % interval over the launches, of the logarithm'),
    { name: 'launches', type: 'integer', unit: null, description: 'Launches of the candidate' },
    text('reason', 'Why there is no value'),
    text('os_build', 'Build of iOS'),
    text('engine', 'The engine, as its log says'),
    text('model', 'SHA-256 of the model'),
    text('phone', 'Model of the phone'),
  ],
} as const satisfies Pick<Table, 'name' | 'row' | 'columns'>;

function text<Name extends string>(name: Name, description: string) {
  return { name, type: 'text', unit: null, description } as const;
}

function number<Name extends string>(name: Name, description: string) {
  return { name, type: 'number', unit: null, description } as const;
}
