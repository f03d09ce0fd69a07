import { type Severity, severities } from '../controls/control';

/** The place of a severity in {@link severities}: the worst is 0. */
export const severityRank = (severity: Severity): number => severities.indexOf(severity);

/** Whether a severity is at or above a limit. */
export const isAtLeast = (severity: Severity, limit: Severity): boolean => severityRank(severity) <= severityRank(limit);
