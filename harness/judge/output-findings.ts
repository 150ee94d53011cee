import type { Manifest } from '../experiment/manifest.ts';
import type { Caveat } from '../measure/caveat.ts';
import { must } from '../statistics/must.ts';
import type { Objection } from './gate-request.ts';
import type { OutputComparison, OutputDifference } from './output.ts';

/** What the gate says of other answers: no pass; a stop where nothing but the build can be the reason. */
export function outputObjections(outputs: readonly OutputComparison[], { sessions }: Manifest): Objection[] {
  return outputs.flatMap((output): Objection[] => {
    const name = must(sessions.find(({ device }) => device.id === output.device)?.device.name, output.device);
    const about = { device: output.device, gate: 'output' } as const;
    if (!output.first) {
      const unknown = { ...about, verdict: 'INCONCLUSIVE', detail: UNKNOWN_DETAIL } as const;
      return output.casesUnknown > 0 ? [{ ...unknown, reason: `${name}: ${unknownText(output)}` }] : [];
    }
    return [
      {
        ...about,
        verdict: output.doubt === null ? 'NO-GO' : 'INCONCLUSIVE',
        reason: `${name} ${differenceText(output, output.first)}`,
        detail: detailOf(output, output.first),
      },
    ];
  });
}

/** "Missing" never passes, for answers as for values. */
const UNKNOWN_DETAIL = 'whether both builds answer alike is unknown';

const unknownText = ({ casesUnknown }: OutputComparison): string =>
  `${casesUnknown} ${casesUnknown === 1 ? 'case has' : 'cases have'} answers whose token ids are not known on both sides`;

function differenceText(output: OutputComparison, first: OutputDifference): string {
  const where = `${first.suite} › ${first.case} at token ${first.tokenIndex}`;
  return output.casesDiffering === 0
    ? `answers otherwise than baseline outside the scored cases, first in ${where}`
    : `answers otherwise than baseline in ${output.casesDiffering} of ${output.casesCompared} cases, first in ${where}`;
}

function detailOf(
  { doubt }: OutputComparison,
  { prompt, baselineId, candidateId, baselineText, candidateText }: OutputDifference,
): string {
  const texts =
    baselineText === null || candidateText === null ? '' : ` (“${candidateText}” for “${baselineText}”)`;
  const ids = `id ${candidateId ?? 'none'} for ${baselineId ?? 'none'}${texts} after “${prompt}”`;
  return `${ids}; ${doubt ?? 'the same model with the same settings must answer alike'}`;
}

/** The same as typed doubts: they stand in the report whatever the gate makes of them. */
export function outputCaveats(outputs: readonly OutputComparison[]): Caveat[] {
  const about = (device: string, code: string, message: string): Caveat => ({
    code,
    device,
    launch: null,
    message,
    invalidates: false,
    excludes: false,
  });
  return outputs.flatMap((output) => [
    ...(output.first
      ? [
          about(
            output.device,
            'output-differs',
            `${differenceText(output, output.first)}: ${detailOf(output, output.first)}`,
          ),
        ]
      : []),
    ...(output.casesUnknown > 0
      ? [about(output.device, 'output-unknown', `${unknownText(output)}: ${UNKNOWN_DETAIL}`)]
      : []),
    ...(output.unstableCases > 0
      ? [
          about(
            output.device,
            'output-unstable',
            `the baseline answers ${output.unstableCases} of ${output.casesCompared} cases otherwise from launch to launch`,
          ),
        ]
      : []),
  ]);
}
