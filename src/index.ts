export { check } from './check/check';
export type { CheckOptions } from './check/options';
export type { Parameters } from './check/parameters';
export { type Profile, profiles, selectProfile } from './check/profiles';
export { type AcceptedFinding, type ExceptionProblem, type Finding, type FindingProposal, type NotEvaluated, type Report, reportSchema, type StaleRatchet } from './check/report';
export type { Subject } from './check/subject';
export { parseLedger, formatLedger } from './check/exceptions/ledger';
export { type Exception, isActive } from './check/exceptions/exception';
export { parseRatchet, type RatchetEntry } from './check/ratchet/ratchet';
export { type Configuration, defineConfig, type ExcludedControl, type OwnProfile } from './configuration';
export {
  type Component, type Control, control, type Fix, type FixContext, type Kind, type Layer, type Needs, needs, type Peers, type Severity, severities,
} from './controls/control';
export { objectControls, controls } from './controls/index';
export { type Parameter, type ParameterizedControl, type ParameterValues, withParameters } from './controls/parameterized-control';
export { decide, type Decision, type Proposal, type Proposed, type ProposedEdit, type ProposedObject, type ProposedValue } from './controls/proposal';
export type { RangeName } from './controls/ranges';
export { attack, cis, cisAks, cisEks, cisGke, kubescape, nist800190, nsa, owaspK10, pss, type Reference, threatMatrix } from './controls/references';
export {
  generateGuardrails, type GuardrailAction, guardrailActions, type GuardrailEngine, guardrailEngines, type GuardrailOptions, unguardedExceptions,
} from './guardrails/generate';
export { CasemateError, type CasemateErrorDetails, type Place } from './error';
export { errorCodes } from './error-codes';
export { type Change, harden, type Hardened, Hardener, type HardenOptions } from './harden/harden';
export { type ImageLock, parseImageLock } from './images/lock';
export type { Edit } from './manifest/apply';
export type { JsonValue, KubernetesObject, Minor, ObjectReference, Position } from './manifest/object';
export { formatPath, type Path } from './manifest/path';
export { latestMinor, minors, type Platform } from './platform';
