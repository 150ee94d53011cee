import { percent, type Verification } from '../verify/verification.ts';

/** A verification for a person. */
export function verificationLines(found: Verification): string[] {
  const { reference, target, perplexity, gate, greedyPrefix } = found;
  const number = (value: number | null, digits: number): string =>
    value === null ? 'not a number' : value.toPrecision(digits);
  return [
    `reference  ${reference.file} by ${reference.engine} ${reference.version} on ${reference.backend}`,
    `target     ${target.file} by ${target.engine} ${target.version} on ${target.backend}`,
    `after ${found.positions} forced tokens${found.prompts === 'plain' ? ', prompts read plain: the reference has no chat template' : ''}:`,
    `  cosine of centred logits  ${found.cosine?.toFixed(8) ?? 'not a number'}`,
    `  largest error             ${number(found.maxAbsError, 3)}`,
    `  same likeliest token      ${percent(found.topOneShare)}`,
    `  divergence (KL)           ${number(found.meanKl, 3)} nats`,
    `greedy tokens agree for ${greedyPrefix.equal} of ${greedyPrefix.of}`,
    `perplexity of ${perplexity.tokens} tokens: ${number(perplexity.reference, 5)} and ${number(perplexity.target, 5)} (${number(perplexity.differencePercent, 2)} %)`,
    gate.name === 'none' ? 'no gate' : `gate ${gate.name}: ${gate.passed ? 'passed' : 'FAILED'}`,
    ...gate.failures.map((failure) => `  ✕ ${failure}`),
  ];
}
