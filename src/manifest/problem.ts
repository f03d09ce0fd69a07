/** Something in the input that could not be read. It is reported and never counts as passed. */
export interface ReadProblem {
  /** A stable code, `CM1001`. */
  readonly code: string;
  readonly file: string;
  /** Counted from 1. */
  readonly line?: number;
  readonly column?: number;
  /** The field, where the problem is inside an object. */
  readonly field?: string;
  readonly message: string;
  readonly repair: string;
  /** `unreadable`: the input is broken (exit code 2). `unknown`: it is fine, but nothing that can be judged (exit code 3). */
  readonly severity: 'unreadable' | 'unknown';
}

type Kind = Pick<ReadProblem, 'code' | 'severity' | 'repair'>;

/** Every problem that reading can report. Codes are never reused. */
export const problemKinds = {
  syntax: { code: 'CM1001', severity: 'unreadable', repair: 'Correct the YAML at this place; `yamllint` shows the rules.' },
  duplicateKey: { code: 'CM1002', severity: 'unreadable', repair: 'Remove one of the two: which one counts differs from tool to tool.' },
  binary: { code: 'CM1003', severity: 'unreadable', repair: 'Name a YAML or JSON file.' },
  encoding: { code: 'CM1004', severity: 'unreadable', repair: 'Save the file as UTF-8.' },
  aliases: { code: 'CM1005', severity: 'unreadable', repair: 'Write the values out instead of the aliases.' },
  depth: { code: 'CM1006', severity: 'unreadable', repair: 'Flatten the document; no Kubernetes object is nested that deeply.' },
  size: { code: 'CM1007', severity: 'unreadable', repair: 'Split the file; the API server takes no object above 3 MiB anyway.' },
  template: { code: 'CM1008', severity: 'unreadable', repair: 'Render it first: `helm template <chart> | casemate check -`.' },
  notJson: { code: 'CM1009', severity: 'unreadable', repair: 'Write a string, a number, a boolean or null; keys are strings.' },
  notAnObject: { code: 'CM1010', severity: 'unknown', repair: 'Name files with Kubernetes objects, or add apiVersion and kind.' },
  missingType: { code: 'CM1011', severity: 'unknown', repair: 'Add the missing field, as in `apiVersion: apps/v1`, `kind: Deployment`.' },
  wrongType: { code: 'CM1012', severity: 'unknown', repair: 'Write a value of the expected type.' },
  missingFile: { code: 'CM1013', severity: 'unreadable', repair: 'Check the path; directories, globs and `-` work too.' },
  noObjects: { code: 'CM1014', severity: 'unreadable', repair: 'Name a directory with Kubernetes objects in .yaml, .yml or .json files.' },
  unreadableFile: { code: 'CM1015', severity: 'unreadable', repair: 'Make the file readable for this user.' },
  chart: { code: 'CM1016', severity: 'unknown', repair: 'Render it: `helm template <chart> | casemate check -`.' },
  outsideLink: { code: 'CM1017', severity: 'unknown', repair: 'Name the target of the link on the command line if it should be read.' },
  mergeOrder: { code: 'CM1018', severity: 'unreadable', repair: 'Write `<<` as the first key of the mapping, and once.' },
} as const satisfies Record<string, Kind>;

/** Makes a problem of a kind; the repair is the kind's own where none is given. */
export function problem(
  kind: Kind,
  file: string,
  message: string,
  details: Pick<ReadProblem, 'line' | 'column' | 'field'> & { readonly repair?: string } = {},
): ReadProblem {
  return { ...kind, file, message, ...details };
}
