import { BaseSequencer, type TestSpecification } from 'vitest/node';

/**
 * Files that take a minute and more, the longest first: they start real servers, models and browsers, one after the other. Begun last, one of
 * them would run alone while the other workers wait.
 */
export const longestFiles: readonly string[] = [
  'harness/cli/json.appium.test.ts',
  'harness/app/real-weights.test.ts',
  'harness/virtual-phone/app/agents-agree.test.ts',
  'reports/verdict-page.browser.test.ts',
  'harness/app/faults/ending-faults.appium.test.ts',
  'harness/calibrate/instructions.test.ts',
  'bench/eval/eval.test.ts',
  'harness/cli/lab.appium.test.ts',
  'harness/lab-server/faults.test.ts',
  'models/onnx/agreement.test.ts',
];

/** The order of a whole run: the longest files first, the others as Vitest has them. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification): number => {
      const at = longestFiles.findIndex((file) => moduleId.endsWith(`/${file}`));
      return at < 0 ? longestFiles.length : at;
    };
    return [...(await super.sort(files))].sort((a, b) => rank(a) - rank(b));
  }
}
