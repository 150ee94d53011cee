import { evaluatePlanted } from './planted.ts';

/** `npm run eval:metrics -- 20` (seeds): planted truth of every metric on all phone profiles; exits 1 when one is missed. */
const rows = await evaluatePlanted(Number(process.argv[2] ?? 20));
for (const { name, target, value, ok } of rows)
  process.stdout.write(`${ok ? '✓' : '✕'} ${name.padEnd(26)} ${target.padEnd(12)} ${value}\n`);
process.exitCode = rows.every(({ ok }) => ok) ? 0 : 1;
