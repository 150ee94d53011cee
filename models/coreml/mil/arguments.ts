import type { TensorType } from './data-type.ts';

/** What is known of a name when an operation uses it. */
export interface Known {
  readonly type: TensorType;
  readonly isState: boolean;
  /** Only of a small constant. */
  readonly values: readonly number[] | readonly boolean[] | readonly string[] | null;
}

/** The arguments of one operation, by parameter. Every getter throws a sentence that says what does not fit. */
export class Arguments {
  private readonly bound: ReadonlyMap<string, readonly Known[]>;

  constructor(bound: ReadonlyMap<string, readonly Known[]>) {
    this.bound = bound;
  }

  all(parameter: string): readonly Known[] {
    return this.bound.get(parameter) ?? [];
  }

  known(parameter: string): Known {
    const [known, more] = this.all(parameter);
    if (!known || more) throw new Error(`${parameter} must be bound once`);
    return known;
  }

  tensor(parameter: string): TensorType {
    const known = this.known(parameter);
    if (known.isState) throw new Error(`${parameter} is a state; it must be read first`);
    return known.type;
  }

  state(parameter: string): TensorType {
    const known = this.known(parameter);
    if (!known.isState) throw new Error(`${parameter} is no state`);
    return known.type;
  }

  numbers(parameter: string): readonly number[] {
    return this.values(parameter, 'number');
  }

  flags(parameter: string): readonly boolean[] {
    return this.values(parameter, 'boolean');
  }

  text(parameter: string): string {
    return this.values<string>(parameter, 'string')[0] ?? '';
  }

  number(parameter: string): number {
    const [value, ...rest] = this.numbers(parameter);
    if (value === undefined || rest.length > 0) throw new Error(`${parameter} must be one number`);
    return value;
  }

  private values<T extends number | boolean | string>(parameter: string, kind: string): readonly T[] {
    const { values } = this.known(parameter);
    if (!values) throw new Error(`${parameter} must be a constant`);
    if (values.some((value) => typeof value !== kind)) throw new Error(`${parameter} must hold ${kind}s`);
    return values as readonly T[];
  }
}
