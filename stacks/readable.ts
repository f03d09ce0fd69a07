import { isPlain } from '../src/manifest/apply';

/** Stands for a value that the policy SDK does not let anybody read during a preview. The checks take it for what it is: not known yet. */
class Unknown {
  constructor(readonly error: unknown) {}
}

/** Properties that can be read to the end. */
export interface Readable {
  readonly props: Readonly<Record<string, unknown>>;
  /** What the SDK threw for the first unknown value; thrown again, it tells the engine that a policy has to wait for the deployment. */
  readonly unknown: unknown;
}

/** Copies the properties of a resource out of the proxies of the policy SDK, which throw for each unknown value. */
export function readable(props: Readonly<Record<string, unknown>>): Readable {
  const errors: unknown[] = [];
  const read = (parent: object, key: string | number): unknown => {
    try {
      return copy((parent as Record<string | number, unknown>)[key]);
    } catch (error) {
      errors.push(error);
      return new Unknown(error);
    }
  };
  const copy = (value: unknown): unknown => {
    if (!isPlain(value)) return value;
    if (Array.isArray(value)) return Array.from({ length: value.length }, (_, index) => read(value, index));
    return Object.fromEntries(Object.keys(value).map((key) => [key, read(value, key)]));
  };
  return { props: copy(props) as Readable['props'], unknown: errors[0] };
}
