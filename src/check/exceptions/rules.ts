import type { ControlMetadata } from '../../controls/control';
import type { ObjectReference } from '../../manifest/object';
import type { Path } from '../../manifest/path';
import { closest } from '../../manifest/schema/index';
import { type Exception, endOf, isTooLong, latestExpiry, objectKey } from './exception';
import { weaknessOf } from './reason';

/** What is wrong with an exception as it is written, whatever it is used for. */
export interface ExceptionFault {
  readonly path: Path;
  readonly message: string;
  readonly repair: string;
}

/** What keeps an exception from being one: a control that does not exist, a pattern instead of a name, a reason that says nothing. */
export function faultsOf(
  exception: Exception, controls: ReadonlyMap<string, Pick<ControlMetadata, 'severity'>>, knowsPolicies = true,
): readonly ExceptionFault[] {
  return [
    ...(exception.policy === true && !knowsPolicies ? [] : controlFaults(exception.control, ['control'], controls)),
    ...objectFaults(exception.object),
    ...(exception.containers ?? []).flatMap((name, index) => nameFaults(name, ['containers', index])),
    ...textFaults(exception),
    ...(exception.compensating ?? []).flatMap((id, index) => compensationFaults(exception, id, ['compensating', index], controls)),
  ];
}

/** What keeps an exception from being recorded now: it is over, or it runs for longer than its severity allows. */
export function termFaults(exception: Exception, controls: ReadonlyMap<string, Pick<ControlMetadata, 'severity'>>, now: Date): readonly ExceptionFault[] {
  const path = ['expires'];
  const { severity = 'high' } = controls.get(exception.control) ?? {};
  const latest = latestExpiry(severity, now);
  if (now.getTime() >= endOf(exception.expires)) {
    return [{ path, message: `${exception.expires} is over`, repair: `Name a day that is still to come, ${latest} at the latest.` }];
  }
  if (!isTooLong(exception, severity, now)) return [];
  return [{ path, message: `${exception.expires} is too far off for severity ${severity}`, repair: `Name ${latest} or an earlier day.` }];
}

function controlFaults(id: string, path: Path, controls: ReadonlyMap<string, Pick<ControlMetadata, 'severity'>>): ExceptionFault[] {
  if (controls.has(id)) return [];
  const near = closest(id, controls.keys());
  const repair = near === undefined ? `Run \`casemate controls\` to see them all.${path.at(-1) === 'control' ? ' An entry for a policy of your own says "policy": true.' : ''}` : `Did you mean "${near}"?`;
  return [{ path, message: `there is no control "${id}"`, repair }];
}

function objectFaults(object: ObjectReference): ExceptionFault[] {
  const { namespace, ...required } = object;
  return [
    ...Object.entries(required).flatMap(([field, value]) => nameFaults(value, ['object', field])),
    ...(namespace === '' ? [] : nameFaults(namespace, ['object', 'namespace'])),
  ];
}

function nameFaults(name: string, path: Path): ExceptionFault[] {
  if (name === '') return [{ path, message: 'a name is empty', repair: 'Name exactly one.' }];
  if (!/[*?[\]{}|\s]/.test(name)) return [];
  return [{ path, message: `"${name}" is a pattern`, repair: 'Name exactly one: an exception is for one control on one object.' }];
}

function textFaults({ reason, owner, expires }: Exception): ExceptionFault[] {
  const weakness = weaknessOf(reason);
  return [
    ...(weakness === undefined ? [] : [{ path: ['reason'], message: `the reason ${weakness}`, repair: 'Write what the program does that needs it.' }]),
    ...(owner.trim() === '' ? [{ path: ['owner'], message: 'nobody answers for it', repair: 'Name the team or the person.' }] : []),
    ...(Number.isNaN(endOf(expires)) ? [{ path: ['expires'], message: `"${expires}" is no date`, repair: 'Write it as 2027-02-28.' }] : []),
  ];
}

function compensationFaults(exception: Exception, id: string, path: Path, controls: ReadonlyMap<string, Pick<ControlMetadata, 'severity'>>): ExceptionFault[] {
  if (id !== exception.control) return controlFaults(id, path, controls);
  return [{ path, message: 'a control cannot make up for itself', repair: 'Name another control that holds for the object.' }];
}

/** Exceptions that stand in each other's way: two for the same finding, of which nobody could say which counts. */
export function overlapsIn(exceptions: readonly Exception[]): readonly (readonly [number, number])[] {
  const first = new Map<string, number[]>();
  const found: (readonly [number, number])[] = [];
  for (const [index, exception] of exceptions.entries()) {
    const key = `${exception.control} ${objectKey(exception.object)}`;
    const others = first.get(key) ?? [];
    const twin = others.find((other) => overlap(exceptions[other], exception));
    if (twin !== undefined) found.push([twin, index]);
    first.set(key, [...others, index]);
  }
  return found;
}

function overlap(a: Exception | undefined, { containers }: Exception): boolean {
  return a?.containers === undefined || containers === undefined || a.containers.some((name) => containers.includes(name));
}
