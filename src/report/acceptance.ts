import type { ExceptionProblem, Report, StaleRatchet } from '../check/report';
import { oneLine } from '../error';
import type { ObjectReference } from '../manifest/object';
import { type Colours, noColours } from './colours';

/** What is wrong with exceptions and ratchet, for a text report. */
export function acceptanceBlocks({ exceptionProblems = [], ratchet }: Report, { colours = noColours }: { readonly colours?: Colours }): readonly string[][] {
  const problems = exceptionProblems.flatMap((problem) => problemLines(problem, colours));
  const stale = (ratchet?.stale ?? []).map(staleLine);
  return [
    ...(problems.length === 0 ? [] : [[colours.bold('Exceptions that accept nothing'), ...problems]]),
    ...(stale.length === 0 ? [] : [[
      colours.bold('Stale ratchet'), ...stale, `    ${colours.cyan('fix')}  Keep what was won: \`casemate ratchet prune\` with the same inputs.`,
    ]]),
  ];
}

/** What was accepted, for the last line of a text report. */
export function acceptanceSummary({ exceptions, exceptionProblems = [], ratchet, catalogue }: Report): readonly string[] {
  const [next] = exceptions.map(({ expires }) => expires).sort();
  const known = ratchet?.findings.length ?? 0;
  const faults = exceptionProblems.length + (ratchet?.stale.length ?? 0);
  return [
    ...(next === undefined ? [] : [`${exceptions.length} accepted (the next expires on ${next})`]),
    ...(known === 0 ? [] : [`${known} known from before`]),
    ...(faults === 0 ? [] : [`${faults} to put right in exceptions and ratchet`]),
    ...(catalogue === undefined || catalogue.newerControls === 0 ? [] : [`${catalogue.newerControls} newer controls than ${catalogue.date} not applied`]),
  ];
}

function problemLines({ code, control, object, owner, message, repair }: ExceptionProblem, colours: Colours): string[] {
  return [
    `  ${colours.yellow(`! ${code}`)} ${control} on ${nameOf(object)} (${oneLine(owner)}): ${oneLine(message)}`,
    `    ${colours.cyan('fix')}  ${oneLine(repair)}`,
  ];
}

const staleLine = ({ control, object, recorded, found }: StaleRatchet): string =>
  `  ! CM4110 ${control} on ${nameOf(object)}: ${recorded} recorded, ${found} found`;

const nameOf = ({ kind, namespace, name }: ObjectReference): string => oneLine(`${kind} ${namespace === '' ? '' : `${namespace}/`}${name}`);
