import { floatBytes } from './float-bytes.ts';
import {
  type Attribute,
  attributeTypes,
  type ElementType,
  elementTypes,
  type GraphNode,
  type Initializer,
  type ValueInfo,
} from './onnx-messages.ts';

/** Operators outside ONNX's own set: onnxruntime's, which know quantised weights and cached attention. */
export const CONTRIB = 'com.microsoft';

/** Whole numbers and lists of them as they are; real numbers as `{ float }`, since 1 may be either. */
export type AttributeValue = number | readonly number[] | { readonly float: number };

interface NodeOptions {
  readonly attributes?: Readonly<Record<string, AttributeValue>>;
  readonly domain?: string;
  /** Names of all outputs; one, `<name>/out`, if not given. */
  readonly outputs?: readonly string[];
}

/** Nodes and small constants of a graph in the order in which they are added. */
export class GraphBuilder {
  readonly nodes: GraphNode[] = [];
  readonly initializers: Initializer[] = [];
  readonly inputs: ValueInfo[] = [];
  readonly outputs: ValueInfo[] = [];

  /** Adds a node. @returns the name of its first output */
  node(opType: string, name: string, input: readonly string[], options: NodeOptions = {}): string {
    const output = options.outputs ?? [`${name}/out`];
    const attribute = Object.entries(options.attributes ?? {}).map(([key, value]) => attributeOf(key, value));
    this.nodes.push({ opType, name, input, output, attribute, domain: options.domain ?? '' });
    return output[0] ?? '';
  }

  /** A list of 64-bit whole numbers inside the message, or one number as a scalar. */
  constant(name: string, value: number | readonly number[]): string {
    const values = typeof value === 'number' ? [value] : value;
    const bytes = new Uint8Array(BigInt64Array.from(values, BigInt).buffer);
    const dims = typeof value === 'number' ? [] : [values.length];
    this.initializers.push({ name, dims, dataType: elementTypes.INT64.id, rawData: bytes });
    return name;
  }

  /** One real number as a scalar of the activations' type. */
  scalar(name: string, value: number, type: 'FLOAT' | 'FLOAT16'): string {
    const rawData = floatBytes(Float32Array.of(value), type);
    this.initializers.push({ name, dims: [], dataType: elementTypes[type].id, rawData });
    return name;
  }
}

function attributeOf(name: string, value: AttributeValue): Attribute {
  if (typeof value === 'number') return { name, type: attributeTypes.INT, i: value };
  if ('float' in value) return { name, type: attributeTypes.FLOAT, f: value.float };
  return { name, type: attributeTypes.INTS, ints: value };
}

/** A named input or output; texts are symbolic dimensions. */
export function valueInfo(name: string, type: ElementType, dims: readonly (string | number)[]): ValueInfo {
  const dim = dims.map((each) => (typeof each === 'string' ? { dimParam: each } : { dimValue: each }));
  return { name, type: { tensorType: { elemType: elementTypes[type].id, shape: { dim } } } };
}
