/** Model files for a program: `import { … } from 'heatsoak/models'`. README.md beside this file says what each is for. */

export { HeatsoakError } from '../harness/errors/heatsoak-error.ts';
export { openScoredModel } from './commands/open-scored-model.ts';
export { openScoredPackage } from './commands/open-scored-package.ts';
export { verifyConversion } from './commands/verify-conversion.ts';
export { verifyCoreMl } from './commands/verify-core-ml.ts';
export type { Conversion, ConversionCheck, ConvertedTensor, Verdict } from './conversion.ts';
export { type CoreMlOptions, convertToCoreMl, DEFAULT_PREFILL_TOKENS } from './coreml/convert-to-coreml.ts';
export { inspectPackage } from './coreml/inspect-package.ts';
export type { PackageInspection } from './coreml/package-inspection.ts';
export { type GgufInspection, inspectGguf } from './inspect/inspect-gguf.ts';
export { convertToOnnx, type OnnxOptions } from './onnx/convert-to-onnx.ts';
export { type OnnxFile, readOnnx } from './onnx/read-onnx.ts';
export { type MixName, mixNames } from './quantise/mix.ts';
export { type QuantisedTensor, quantiseModel } from './quantise/quantise-model.ts';
export { downloadLimits } from './supply/download.ts';
export { ModelCache } from './supply/model-cache.ts';
export { modelSource } from './supply/model-source.ts';
export { type Pulled, type PullRequest, pullModel } from './supply/pull.ts';
export { joinModel } from './supply/shards/join-model.ts';
export { splitModel } from './supply/shards/split-model.ts';
export { synthesisePhi3 } from './synthesise.ts';
export { SAMPLE_TEXT } from './verify/sample-text.ts';
export { type GateName, gateNames, type Verification } from './verify/verification.ts';
export { type ScoredModel, type VerifyOptions, verifyModels } from './verify/verify-models.ts';
