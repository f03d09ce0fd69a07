import type { AnyControl } from '../controls/any-control';
import type { CheckOptions } from '../check/options';
import { catalogue } from '../controls/index';
import type { Found } from '../manifest/read';

/** What a thread is told. Plain data, but for the memory that all threads share. */
export interface ThreadTask {
  readonly found: readonly Found[];
  /** How many of them are taken: whoever is free takes the next. */
  readonly taken: Int32Array;
  readonly options: SentOptions;
}

/** {@link CheckOptions} on their way to another thread, the controls by name. */
type SentOptions = Omit<CheckOptions, 'controls'> & { readonly controls: readonly string[] };

/**
 * Whether another thread can judge by the same options: it can load no controls but the kit's own. Policies need all objects in one place
 * before they judge the first.
 */
export function canSend({ controls = catalogue, policies = [] }: CheckOptions): boolean {
  if (policies.length > 0) return false;
  const shipped = new Set<AnyControl>(catalogue);
  return controls.every((control) => shipped.has(control));
}

/** The options for another thread. */
export const sendOptions = ({ controls = catalogue, ...options }: CheckOptions): SentOptions => ({ ...options, controls: controls.map(({ id }) => id) });

/** The options that were sent. */
export function receiveOptions({ controls, ...options }: SentOptions): CheckOptions {
  const byId = new Map(catalogue.map((control) => [control.id, control]));
  return { ...options, controls: controls.flatMap((id) => byId.get(id) ?? []) };
}

/** The files that no thread has taken yet, with their numbers; each is taken as it is asked for. */
export function* takeTurns(found: readonly Found[], taken: Int32Array): Generator<readonly [number, Found], void, undefined> {
  for (;;) {
    const index = Atomics.add(taken, 0, 1);
    const file = found[index];
    if (file === undefined) return;
    yield [index, file];
  }
}
