import type { Severity } from '../controls/control';
import type { JsonValue, ObjectReference } from '../manifest/object';

/** The version of the report's shape. It changes only when a reader would break. */
export const reportSchema = 'https://casemate.dev/schema/report/v1';

/** One failure of one control at one field. The JSON report holds the fields in this order. */
export interface Finding {
  /** The id of the control. */
  readonly control: string;
  readonly severity: Severity;
  readonly object: ObjectReference;
  /** The field, or the place where it is missing: `spec.template.spec.containers[0].securityContext.privileged`. */
  readonly field: string;
  /** The name of the container, where the field is one of a container. */
  readonly container?: string;
  /** As given on the command line, or relative to it. Absent for objects that come from no file. */
  readonly file?: string;
  /** Counted from 1. Where the field is missing, the closest thing around it that is there. */
  readonly line?: number;
  readonly column?: number;
  /** The construct that made the object, where known. */
  readonly constructPath?: string;
  readonly message: string;
  readonly expected: string;
  /** The value as it stands; `unset` where there is none. Never a secret value. */
  readonly actual: string;
  /** Whether `casemate fix` repairs it. */
  readonly fixable: boolean;
  /** Why not, where it does not: "the digest, which only the registry knows". */
  readonly needs?: string;
  /** What to write once that is known, where proposals are asked for and there is one. */
  readonly proposal?: FindingProposal;
  /** Stays the same when lines move. */
  readonly fingerprint: string;
}

/** What somebody who knows the program would write. What is still open in it is marked as `<what, such as example>`. */
export interface FindingProposal {
  /** The changes as they stand in the object, with the names around them: lines with `+` are to be written, those with `-` removed. YAML. */
  readonly snippet: string;
  /** The same as data, in order. A field without a value is removed. */
  readonly changes: readonly { readonly field: string; readonly value?: JsonValue }[];
  /** Objects to add. */
  readonly objects: readonly { readonly [field: string]: JsonValue }[];
  /** What is open. The mark stands in the values, or at the end of one. */
  readonly decisions: readonly { readonly mark: string; readonly what: string; readonly example: JsonValue }[];
}

/** Something that could not be judged. It never counts as passed. */
export interface NotEvaluated {
  readonly object?: ObjectReference;
  readonly field?: string;
  readonly file?: string;
  readonly line?: number;
  readonly column?: number;
  /** A stable code, `CM1001`. */
  readonly code: string;
  readonly message: string;
  /** What to do about it. */
  readonly repair: string;
}

/** A finding that somebody accepted. */
export interface AcceptedFinding {
  readonly finding: Finding;
  readonly reason: string;
  readonly owner: string;
  readonly ticket?: string;
  readonly expires: string;
}

/** An exception that is itself at fault: it is over, void, or not used. It accepts nothing. */
export interface ExceptionProblem {
  /** A stable code, `CM4010`. */
  readonly code: string;
  readonly control: string;
  readonly object: ObjectReference;
  readonly containers?: readonly string[];
  readonly owner: string;
  readonly expires: string;
  readonly message: string;
  /** What to do about it. */
  readonly repair: string;
}

/** An entry of the ratchet that records more than there is: progress that can be lost again. */
export interface StaleRatchet {
  readonly control: string;
  readonly object: ObjectReference;
  readonly recorded: number;
  readonly found: number;
}

/** The result of a check. Sorted, and the same from run to run. */
export interface Report {
  readonly schema: typeof reportSchema;
  readonly findings: readonly Finding[];
  readonly notEvaluated: readonly NotEvaluated[];
  readonly exceptions: readonly AcceptedFinding[];
  /** Exceptions that are expired, void or not used. Absent where there are none. */
  readonly exceptionProblems?: readonly ExceptionProblem[];
  /** Absent where there is no ratchet. */
  readonly ratchet?: {
    /** Findings that were there before. They are not among the findings. */
    readonly findings: readonly Finding[];
    readonly stale: readonly StaleRatchet[];
  };
  /** Absent where no catalogue is chosen. */
  readonly catalogue?: {
    readonly date: string;
    /** How many controls came later, or ask for something else since, and are therefore not applied, or as they were. */
    readonly newerControls: number;
  };
  readonly summary: {
    readonly objects: number;
    /** How many of them are of a custom kind that no control looks at: nothing was found in them, because nothing was looked for. Absent where none is. */
    readonly unexamined?: number;
    readonly findings: number;
    readonly bySeverity: Readonly<Record<Severity, number>>;
    readonly byControl: Readonly<Record<string, number>>;
  };
}
