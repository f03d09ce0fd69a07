import { existsSync, readFileSync } from 'node:fs';
import { ApiObject, type App } from 'cdk8s';
import type { IConstruct } from 'constructs';
import type { Exception } from '../src/check/exceptions/exception';
import { formatLedger, ledgerFile, parseLedger } from '../src/check/exceptions/ledger';
import { faultsOf } from '../src/check/exceptions/rules';
import { referenceOf } from '../src/check/subject';
import type { AnyControl } from '../src/controls/any-control';
import type { ControlMetadata } from '../src/controls/control';
import { catalogue } from '../src/controls/index';
import type { KubernetesObject } from '../src/manifest/object';
import { formatPath } from '../src/manifest/path';
import { writeFileAtomically } from '../src/manifest/write';
import { contradiction } from './contradiction';

/** Why a control may fail for one object. */
export interface ExceptionOptions {
  /** Only in these containers. @default wherever the object fails */
  readonly containers?: readonly string[];
  /** What the program does that needs it. */
  readonly reason: string;
  /** Who answers for it. */
  readonly owner: string;
  /** Where it was decided. */
  readonly ticket?: string;
  /** The last day that it holds, `2027-02-28`. The worse the risk, the sooner it must be. */
  readonly expires: string;
  /** Controls that make up for it. Each must hold for the object. */
  readonly compensating?: readonly ControlMetadata[];
}

type Declared = Omit<Exception, 'object'>;

const declared = new WeakMap<ApiObject, Declared[]>();
const byId: ReadonlyMap<string, AnyControl> = new Map(catalogue.map((control) => [control.id, control]));

/** Declares an exception for the one object of a construct. */
export function declareException(scope: IConstruct, control: ControlMetadata, options: ExceptionOptions): void {
  const apiObject = objectOf(scope);
  const { containers, reason, owner, ticket, expires, compensating } = options;
  const exception: Declared = {
    control: control.id,
    ...(containers === undefined ? {} : { containers }),
    reason, owner,
    ...(ticket === undefined ? {} : { ticket }),
    expires,
    ...(compensating === undefined ? {} : { compensating: compensating.map(({ id }) => id) }),
    constructPath: scope.node.path,
  };
  const { apiVersion, kind, name } = apiObject;
  const [fault] = faultsOf({ ...exception, object: { apiVersion, kind, namespace: '', name } }, byId);
  if (fault !== undefined) {
    throw contradiction({ code: 'CM5081', path: scope.node.path, prop: `except(${control.id}).${formatPath(fault.path)}`, message: `cannot hold: ${fault.message}`, repair: fault.repair });
  }
  declared.set(apiObject, [...(declared.get(apiObject) ?? []), exception]);
}

/** One control on one object: a chart or a namespace is no object. */
function objectOf(scope: IConstruct): ApiObject {
  if (ApiObject.isApiObject(scope)) return scope;
  const child = scope.node.defaultChild;
  if (child !== undefined && ApiObject.isApiObject(child)) return child;
  throw contradiction({
    code: 'CM5080', path: scope.node.path, prop: 'except', message: 'needs one object, and this construct is none', repair: 'Call it on the construct of the very object: Hardening.of(deployment).except(…).',
  });
}

/** The exceptions that are declared for an object, as it is rendered. */
export function exceptionsFor(apiObject: ApiObject, rendered: KubernetesObject): readonly Exception[] {
  const own = declared.get(apiObject);
  if (own === undefined) return [];
  const object = referenceOf(rendered);
  return own.map((exception) => ({ ...exception, object }));
}

/** Notes the exceptions in the annotations of an object, for whoever looks at the cluster. Nothing reads them: an annotation grants nothing. */
export function annotate(object: KubernetesObject, exceptions: readonly Exception[]): KubernetesObject {
  if (exceptions.length === 0) return object;
  const notes = Object.fromEntries(exceptions.map(({ control, owner, ticket, expires, reason }) =>
    [`exceptions.casemate.dev/${control}`, `until ${expires}, ${owner}${ticket === undefined ? '' : `, ${ticket}`}: ${reason}`]));
  return { ...object, metadata: { ...object.metadata, annotations: { ...object.metadata?.annotations, ...notes } } };
}

const written = new WeakSet<App>();

/** Writes the ledger after every synth of an app that succeeds. */
export function writeLedgerAfterSynth(app: App, file: string = ledgerFile): void {
  if (written.has(app)) return;
  written.add(app);
  const synth = app.synth.bind(app);
  app.synth = () => {
    synth();
    updateLedger(app, file);
  };
}

/** Replaces what constructs declared before by what they declare now. Entries without a construct are somebody else's, and stay. */
function updateLedger(app: App, file: string): void {
  const before = existsSync(file) ? readFileSync(file, 'utf8') : undefined;
  const others = before === undefined ? [] : parseLedger(before, file, catalogue).filter(({ constructPath }) => constructPath === undefined);
  const own = app.node.findAll()
    .filter((construct) => ApiObject.isApiObject(construct))
    .filter((apiObject) => declared.has(apiObject))
    .flatMap((apiObject) => exceptionsFor(apiObject, apiObject.toJson() as KubernetesObject));
  if (before === undefined && own.length === 0) return;
  const text = formatLedger([...others, ...own]);
  // A ledger that nobody could read must not be left behind.
  parseLedger(text, file, catalogue);
  if (text !== before) writeFileAtomically(file, text);
}
