import { endOf } from '../../check/exceptions/exception';
import type { AcceptedFinding } from '../../check/report';
import { type ControlsById, peerIds } from './peer-ids';

const HEADER = '# trivy knows files and no objects: an entry also hides the same check for other objects in its file. Keep one object a file.\n';

/** A `.trivyignore.yaml` for the findings that were accepted. Trivy ends an entry at the beginning of the day that it names. */
export function trivyIgnore(accepted: readonly AcceptedFinding[], controls: ControlsById): string {
  const entries = accepted.flatMap(({ finding: { control, file }, reason, owner, expires }) => {
    if (file === undefined || file === '<stdin>') return [];
    // The date stands without quotes: trivy reads it as a time.
    return peerIds(control, 'trivy', controls).flatMap(spellingsOf).map((id) => [
      `  - id: ${JSON.stringify(id)}`,
      `    paths: [${JSON.stringify(literalGlob(file))}]`,
      `    statement: ${JSON.stringify(`${reason} (${owner})`)}`,
      `    expired_at: ${dayAfter(expires)}`,
    ].join('\n'));
  });
  if (entries.length === 0) return `${HEADER}misconfigurations: []\n`;
  return `${[`${HEADER}misconfigurations:`, ...[...new Set(entries)].sort()].join('\n')}\n`;
}

/** Trivy dropped the `AVD-` of its ids; releases of both kinds are in use. */
const spellingsOf = (id: string): readonly string[] => (id.startsWith('AVD-') ? [id, id.slice('AVD-'.length)] : [id]);

const dayAfter = (date: string): string => new Date(endOf(date)).toISOString().slice(0, 'YYYY-MM-DD'.length);

/** Trivy takes paths for patterns. */
const literalGlob = (file: string): string => file.replace(/^(?:\.\/)+/, '').replace(/[\\*?[\]{}]/g, '\\$&');
