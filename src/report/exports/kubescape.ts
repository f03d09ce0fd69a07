import { compareExceptions, type Exception, endOf } from '../../check/exceptions/exception';
import { type ControlsById, peerIds } from './peer-ids';

/** One entry of the file for `kubescape scan --exceptions`. */
export interface KubescapeException {
  readonly name: string;
  readonly policyType: 'postureExceptionPolicy';
  readonly actions: readonly ['alertOnly'];
  readonly reason: string;
  /** The first moment at which it is over. */
  readonly expirationDate: string;
  readonly resources: readonly { readonly designatorType: 'Attributes'; readonly attributes: Readonly<Record<string, string>> }[];
  readonly posturePolicies: readonly { readonly controlID: string }[];
}

/** The exceptions for kubescape. It takes the attributes for regular expressions, so they are written to match one name each. */
export function kubescapeExceptions(exceptions: readonly Exception[], controls: ControlsById): readonly KubescapeException[] {
  return [...exceptions].sort(compareExceptions).flatMap((exception) => {
    const { control, object: { kind, namespace, name }, reason, owner, expires } = exception;
    const ids = peerIds(control, 'kubescape', controls);
    if (ids.length === 0) return [];
    return [{
      name: [control, kind, namespace, name].filter((part) => part !== '').join('/'),
      policyType: 'postureExceptionPolicy',
      actions: ['alertOnly'],
      reason: `${reason} (${owner})`,
      expirationDate: new Date(endOf(expires)).toISOString(),
      resources: [{
        designatorType: 'Attributes',
        attributes: { kind: exactly(kind), ...(namespace === '' ? {} : { namespace: exactly(namespace) }), name: exactly(name) },
      }],
      posturePolicies: ids.map((controlID) => ({ controlID })),
    }];
  });
}

const exactly = (text: string): string => `^${text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')}$`;
