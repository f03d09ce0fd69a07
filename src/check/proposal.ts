import type { FixContext, Needs } from '../controls/control';
import { Decision, type Proposed, type ProposedEdit, type ProposedObject, type ProposedValue } from '../controls/proposal';
import { applyEdits, type Edit } from '../manifest/apply';
import type { JsonValue } from '../manifest/object';
import { formatPath } from '../manifest/path';
import { renderAddition, renderChanges } from '../manifest/snippet';
import type { FindingProposal } from './report';

type Decisions = FindingProposal['decisions'];

/** What a control proposes for one place; `undefined` where it proposes nothing. */
export function proposalOf({ proposal }: Needs, context: FixContext): FindingProposal | undefined {
  if (proposal === undefined) return undefined;
  const proposed: readonly Proposed[] = typeof proposal === 'function' ? proposal(context) : [{ path: context.path, value: proposal }];
  if (proposed.length === 0) return undefined;
  const edits = proposed.filter(isEdit).map(({ path, value }): Edit => ({ path, value: value === undefined ? undefined : marked(value) }));
  const objects = proposed.filter(isObject).map(({ object }) => marked(object) as Readonly<Record<string, JsonValue>>);
  return {
    snippet: [renderChanges(context.object, applyEdits(context.object, edits)), ...objects.map(renderAddition)].filter((text) => text !== '').join('  ---\n'),
    changes: edits.map(({ path, value }) => ({ field: formatPath(path), ...(value !== undefined && { value }) })),
    objects,
    decisions: decisionsIn(proposed),
  };
}

const isEdit = (proposed: Proposed): proposed is ProposedEdit => 'path' in proposed;

const isObject = (proposed: Proposed): proposed is ProposedObject => 'object' in proposed;

/** The value with a mark in place of what is open. */
function marked(value: ProposedValue): JsonValue {
  if (value instanceof Decision) return value.prefix + value.mark;
  if (value === null || typeof value !== 'object') return value;
  if (isList(value)) return value.map(marked);
  return Object.fromEntries(Object.entries(value).map(([key, child]) => [key, marked(child)]));
}

function decisionsIn(proposed: readonly Proposed[]): Decisions {
  const found = proposed.flatMap((part) => decisionsOf(isEdit(part) ? part.value : part.object));
  return [...new Map(found.map((decision) => [decision.mark, decision])).values()].map(({ mark, what, example }) => ({ mark, what, example }));
}

function decisionsOf(value: ProposedValue | undefined): readonly Decision[] {
  if (value instanceof Decision) return [value];
  if (value === null || typeof value !== 'object') return [];
  return (isList(value) ? value : Object.values(value)).flatMap(decisionsOf);
}

const isList = (value: unknown): value is readonly ProposedValue[] => Array.isArray(value);
