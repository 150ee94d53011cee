/** Kinds of model by their field in Apple's `Model.proto`. */
const modelKinds: Readonly<Record<number, string>> = {
  200: 'pipeline classifier',
  201: 'pipeline regressor',
  202: 'pipeline',
  300: 'generalised linear regressor',
  301: 'support vector regressor',
  302: 'tree ensemble regressor',
  303: 'neural network regressor',
  304: 'Bayesian probit regressor',
  400: 'generalised linear classifier',
  401: 'support vector classifier',
  402: 'tree ensemble classifier',
  403: 'neural network classifier',
  404: 'nearest neighbours classifier',
  500: 'neural network',
  501: 'item similarity recommender',
  502: 'ML program',
  555: 'custom model',
  556: 'linked model',
  600: 'one-hot encoder',
  601: 'imputer',
  602: 'feature vectoriser',
  603: 'dictionary vectoriser',
  604: 'scaler',
  606: 'categorical mapping',
  607: 'normaliser',
  609: 'array feature extractor',
  610: 'non-maximum suppression',
  900: 'identity',
  2000: 'text classifier',
  2001: 'word tagger',
  2002: 'vision feature print',
  2003: 'sound analysis preprocessing',
  2004: 'gazetteer',
  2005: 'word embedding',
  2006: 'audio feature print',
  3000: 'serialised model',
};

/** The first field numbers of `Model` that name a kind. */
export const FIRST_KIND = 200;

export const modelKindOf = (field: number): string => modelKinds[field] ?? `model of kind ${field}`;

/** Kinds that hold a list of layers as field 1. */
export const networkFields: readonly number[] = [303, 403, 500];

/** Layers of neural networks by their field in `NeuralNetwork.proto`; the rest are shown by their number. */
const layerKinds: Readonly<Record<number, string>> = {
  100: 'convolution',
  120: 'pooling',
  130: 'activation',
  140: 'innerProduct',
  150: 'embedding',
  160: 'batchnorm',
  165: 'mvn',
  170: 'l2normalize',
  175: 'softmax',
  180: 'lrn',
  190: 'crop',
  200: 'padding',
  210: 'upsample',
  211: 'resizeBilinear',
  212: 'cropResize',
  220: 'unary',
  230: 'add',
  231: 'multiply',
  240: 'average',
  245: 'scale',
  250: 'bias',
  260: 'max',
  261: 'min',
  270: 'dot',
  280: 'reduce',
  290: 'loadConstant',
  300: 'reshape',
  301: 'flatten',
  310: 'permute',
  320: 'concat',
  330: 'split',
  340: 'sequenceRepeat',
  345: 'reorganizeData',
  350: 'slice',
  400: 'simpleRecurrent',
  410: 'gru',
  420: 'uniDirectionalLSTM',
  430: 'biDirectionalLSTM',
  500: 'custom',
};

const FIRST_LAYER = 100;

/** What a layer computes, by the numbers of the fields that it has. */
export function layerKindOf(fields: readonly number[]): string {
  const field = fields.find((each) => each >= FIRST_LAYER);
  return field === undefined ? 'unnamed' : (layerKinds[field] ?? `layer ${field}`);
}
