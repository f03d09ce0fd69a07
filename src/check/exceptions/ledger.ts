import type { ControlMetadata } from '../../controls/control';
import { CasemateError } from '../../error';
import { formatPath, type Path } from '../../manifest/path';
import { parseSingleDocument, type SingleDocument } from '../../manifest/single';
import { misfitsOf, type Shape } from '../shape';
import { compareExceptions, type Exception } from './exception';
import { faultsOf, overlapsIn } from './rules';

/** The version of the ledger's shape. */
export const ledgerSchema = 'https://casemate.dev/schema/exceptions/v1';

/** The file that every enforcement point reads. */
export const ledgerFile = 'exceptions.lock.json';

const text: Shape = { type: 'text' };
const texts: Shape = { type: 'list', of: text, filled: true };

const objectShape: Shape = {
  type: 'fields',
  required: ['apiVersion', 'kind', 'namespace', 'name'],
  fields: { apiVersion: text, kind: text, namespace: text, name: text },
};

const ledgerShape: Shape = {
  type: 'fields',
  required: ['schema', 'exceptions'],
  fields: {
    schema: { type: 'choice', of: [ledgerSchema] },
    exceptions: {
      type: 'list',
      of: {
        type: 'fields',
        required: ['control', 'object', 'reason', 'owner', 'expires'],
        fields: {
          control: text, policy: { type: 'boolean' }, object: objectShape, containers: texts, reason: text, owner: text, ticket: text, expires: text, compensating: texts, constructPath: text,
        },
      },
    },
  },
};

/** What an exception can be for. */
type Named = Pick<ControlMetadata, 'id' | 'severity'>;

/**
 * Reads a ledger. A ledger that cannot be read as a whole is an error, and never fewer exceptions than somebody wrote.
 *
 * @param controls - Every control that there is.
 * @param policies - The policies of your own that objects are judged by. Where none are evaluated, entries for them are not looked at.
 * @throws {@link CasemateError} for text that is no ledger, and for an entry that is no exception.
 */
export function parseLedger(source: string, file: string, controls: readonly Named[], policies?: readonly Named[]): readonly Exception[] {
  const document = parseSingleDocument(source, file);
  const [misfit] = misfitsOf(ledgerShape, document.value);
  if (misfit !== undefined) throw ledgerError('CM4001', misfit, document, file);
  const { exceptions } = document.value as { readonly exceptions: readonly Exception[] };
  const byId = new Map([...controls, ...policies ?? []].map((control) => [control.id, control]));
  for (const [index, exception] of exceptions.entries()) {
    const [fault] = faultsOf(exception, byId, policies !== undefined);
    if (fault !== undefined) throw ledgerError('CM4002', { ...fault, path: ['exceptions', index, ...fault.path] }, document, file);
  }
  const [overlap] = overlapsIn(exceptions);
  if (overlap === undefined) return exceptions;
  const message = `the exceptions ${overlap[0]} and ${overlap[1]}, counted from 0, are for the same findings`;
  throw ledgerError('CM4003', { path: ['exceptions', overlap[1]], message, repair: 'Keep one of the two.' }, document, file);
}

function ledgerError(code: string, { path, message, repair }: { path: Path; message: string; repair: string }, document: SingleDocument, file: string): CasemateError {
  return new CasemateError({ code, message, repair, place: { file, ...document.locate(path), field: formatPath(path) } });
}

/** Writes a ledger: sorted, a key a line, so that a review sees exactly what changed. */
export function formatLedger(exceptions: readonly Exception[]): string {
  const sorted = exceptions.map(withSortedLists).sort(compareExceptions);
  return `${JSON.stringify({ schema: ledgerSchema, exceptions: sorted }, undefined, 2)}\n`;
}

// The order of the keys is part of the format.
function withSortedLists({ control, policy, object, containers, reason, owner, ticket, expires, compensating, constructPath }: Exception): Exception {
  const { apiVersion, kind, namespace, name } = object;
  return {
    control,
    ...(policy === undefined ? {} : { policy }),
    object: { apiVersion, kind, namespace, name },
    ...(containers === undefined ? {} : { containers: [...containers].sort() }),
    reason,
    owner,
    ...(ticket === undefined ? {} : { ticket }),
    expires,
    ...(compensating === undefined ? {} : { compensating: [...compensating].sort() }),
    ...(constructPath === undefined ? {} : { constructPath }),
  };
}
