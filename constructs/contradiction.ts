import type { Construct } from 'constructs';
import { CasemateError } from '../src/error';

/** A mistake in the props of a construct. */
export interface Contradiction {
  /** A stable code, `CM5001`. */
  readonly code: string;
  /** Where the construct stands, or would stand: `shop/api`. */
  readonly path: string;
  /** The prop, as it is written in the program: `containers[0].user`. */
  readonly prop: string;
  /** What is wrong, and what comes of it. */
  readonly message: string;
  /** What to write instead, one imperative sentence. */
  readonly repair: string;
}

/** Makes the error for a prop that cannot hold: it names the construct, the prop, the consequence and the repair. */
export function contradiction({ code, path, prop, message, repair }: Contradiction): CasemateError {
  return new CasemateError({ code, message: `${path}: ${prop} ${message}. ${repair}`, place: { field: prop }, repair });
}

/** The path that a construct will have: its props are judged before it exists. */
export const pathOf = (scope: Construct, id: string): string => (scope.node.path === '' ? id : `${scope.node.path}/${id}`);

/** What is dangerous has no prop. Who writes it all the same (plain JavaScript, a cast) learns what it would have done. */
export type Dangers = Readonly<Record<string, string>>;

/** Refuses props that a construct does not have: a typing error, or a way around the kit, must not pass in silence. */
export function refuseUnknownProps(props: object, known: ReadonlySet<string>, path: string, place = '', dangers: Dangers = {}): void {
  for (const [name, value] of Object.entries(props)) {
    if (value === undefined || known.has(name)) continue;
    const danger = Object.hasOwn(dangers, name) ? dangers[name] : undefined;
    throw contradiction({
      code: danger === undefined ? 'CM5001' : 'CM5002',
      path,
      prop: `${place}${name}`,
      message: danger === undefined ? 'is not a prop of this construct' : `cannot be set: ${danger}`,
      repair: danger === undefined ? `Remove it; the props are ${[...known].sort().join(', ')}.` : 'Remove it.',
    });
  }
}
