import { exposed, sampleLine } from './exposition.ts';
import { measuredValues } from './measured-values.ts';
import { filePublisher } from './publisher.ts';

/** GitLab compares values as text: with more digits everything would be shown as changed each time. */
const SIGNIFICANT = 3;

/**
 * `gitlab-metrics.txt` for `artifacts: reports: metrics`. GitLab reads each line as a shell would: what is quoted is one word, and
 * a `#` begins a comment even between quotes.
 */
export const gitlab = filePublisher('gitlab', 'gitlab-metrics.txt', ({ derived }) =>
  measuredValues(derived)
    .map(({ device, suite, metric, value }) => {
      const { name, factor } = exposed(metric);
      const labels = { device: device.id, model: device.model, suite, virtual: String(device.virtual) };
      return `${sampleLine(name, shellSafe(labels), Number((value * factor).toPrecision(SIGNIFICANT)))}\n`;
    })
    .join(''),
);

const shellSafe = (labels: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(labels).map(([label, text]) => [label, text.replace(/[^\p{L}\p{N} ._,()-]/gu, '_')]),
  );
