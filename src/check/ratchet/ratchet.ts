import { CasemateError } from '../../error';
import type { ObjectReference } from '../../manifest/object';
import { formatPath } from '../../manifest/path';
import { parseSingleDocument } from '../../manifest/single';
import { objectKey } from '../exceptions/exception';
import type { Finding } from '../report';
import { misfitsOf, type Shape } from '../shape';

/** The version of the ratchet's shape. */
const ratchetSchema = 'https://casemate.dev/schema/ratchet/v1';

/** The file that holds the findings that were there before. */
export const ratchetFile = 'casemate.ratchet.json';

/** The findings of one control in one object that were there when the ratchet was written. */
export interface RatchetEntry {
  readonly control: string;
  readonly object: ObjectReference;
  /** Sorted. One stands here as often as it was found: two files can hold an object of the same name. */
  readonly fingerprints: readonly string[];
}

const text: Shape = { type: 'text' };

const ratchetShape: Shape = {
  type: 'fields',
  required: ['schema', 'findings'],
  fields: {
    schema: { type: 'choice', of: [ratchetSchema] },
    findings: {
      type: 'list',
      of: {
        type: 'fields',
        required: ['control', 'object', 'fingerprints'],
        fields: {
          control: text,
          object: { type: 'fields', required: ['apiVersion', 'kind', 'namespace', 'name'], fields: { apiVersion: text, kind: text, namespace: text, name: text } },
          fingerprints: { type: 'list', of: { type: 'text', pattern: /^[0-9a-f]{32}$/, like: '32 hexadecimal digits' }, filled: true },
        },
      },
    },
  },
};

/**
 * Reads a ratchet.
 *
 * @throws {@link CasemateError} `CM4101` for what is none: findings must not turn new because a file is broken, nor old.
 */
export function parseRatchet(source: string, file: string): readonly RatchetEntry[] {
  const document = parseSingleDocument(source, file);
  const [misfit] = misfitsOf(ratchetShape, document.value);
  if (misfit !== undefined) {
    const { path, message } = misfit;
    const repair = 'Write it again with `casemate ratchet write`, which lets you review what it accepts.';
    throw new CasemateError({ code: 'CM4101', message, repair, place: { file, ...document.locate(path), field: formatPath(path) } });
  }
  return (document.value as { readonly findings: readonly RatchetEntry[] }).findings;
}

/** Writes a ratchet: sorted, a key a line. */
export function formatRatchet(entries: readonly RatchetEntry[]): string {
  const findings = [...entries].sort(byObjectAndControl).map(({ control, object: { apiVersion, kind, namespace, name }, fingerprints }) =>
    ({ control, object: { apiVersion, kind, namespace, name }, fingerprints: [...fingerprints].sort() }));
  return `${JSON.stringify({ schema: ratchetSchema, findings }, undefined, 2)}\n`;
}

/** The entries for findings as they are now. */
export function ratchetOf(findings: readonly Finding[]): readonly RatchetEntry[] {
  const groups = new Map<string, { control: string; object: ObjectReference; fingerprints: string[] }>();
  for (const { control, object, fingerprint } of findings) {
    const key = ratchetKey({ control, object });
    const group = groups.get(key) ?? { control, object, fingerprints: [] };
    group.fingerprints.push(fingerprint);
    groups.set(key, group);
  }
  return [...groups.values()].sort(byObjectAndControl).map((entry) => ({ ...entry, fingerprints: entry.fingerprints.sort() }));
}

/** What a control and an object have in common in all entries. */
export const ratchetKey = ({ control, object }: Pick<RatchetEntry, 'control' | 'object'>): string => `${control} ${objectKey(object)}`;

function byObjectAndControl(a: RatchetEntry, b: RatchetEntry): number {
  const keyOf = ({ control, object }: RatchetEntry): string => [object.namespace, object.kind, object.name, object.apiVersion, control].join('\0');
  const [left, right] = [keyOf(a), keyOf(b)];
  return left < right ? -1 : left > right ? 1 : 0;
}
