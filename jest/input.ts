import type { NotEvaluated } from '../src/check/report';
import type { Subject } from '../src/check/subject';
import { CasemateError } from '../src/error';
import { notEvaluatedOf, subjectOf } from '../src/check/gather';
import type { KubernetesObject } from '../src/manifest/object';
import { parseManifests } from '../src/manifest/parse';
import { type Platform, platformContext } from '../src/platform';

/** What a matcher was given, ready to be judged. */
export interface Input {
  readonly subjects: readonly Subject[];
  /** What could not even be read. */
  readonly notEvaluated: readonly NotEvaluated[];
  /** What the program declared. */
  readonly platform?: Platform;
}

/** What cdk8s gives to its constructs, as far as it matters: whichever copy of cdk8s they are of. */
interface Scope {
  readonly node: { findAll(): readonly object[]; tryGetContext(key: string): unknown };
}

interface Chart extends Scope {
  toJson(): readonly KubernetesObject[];
}

interface App extends Scope {
  readonly charts: readonly Chart[];
}

/** A construct that makes one object. */
interface ApiObject {
  readonly node: { readonly path: string };
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
}

/**
 * Reads what a test expects something of: a chart or an app of cdk8s, objects, or YAML.
 *
 * @throws {@link CasemateError} `CM8001` for anything else, and for what holds no object at all: nothing must not count as clean.
 */
export function readInput(received: unknown): Input {
  const input = inputOf(received);
  if (input !== undefined && input.subjects.length + input.notEvaluated.length > 0) return input;
  const message = input === undefined ? 'what is expected to be judged is neither a chart, an app, objects nor YAML' : 'there is no Kubernetes object to judge';
  const repair = 'Pass a chart or an app of cdk8s, an array of objects, or YAML as text.';
  throw new CasemateError({ code: 'CM8001', message: `${message}. ${repair}`, repair });
}

function inputOf(received: unknown): Input | undefined {
  if (typeof received === 'string') return inputOfText(received);
  if (Array.isArray(received)) return received.every(isKubernetesObject) ? { subjects: received.map((object) => ({ object })), notEvaluated: [] } : undefined;
  if (isApp(received)) return inputOfCharts(received, received.charts);
  if (isChart(received)) return inputOfCharts(received, [received]);
  return isKubernetesObject(received) ? { subjects: [{ object: received }], notEvaluated: [] } : undefined;
}

function inputOfText(text: string): Input {
  const { manifests, problems } = parseManifests(text, '<text>');
  return { subjects: manifests.map(subjectOf), notEvaluated: problems.map(notEvaluatedOf) };
}

/** Rendering validates first, as every synth does. */
function inputOfCharts(scope: Scope, charts: readonly Chart[]): Input {
  const objects = charts.flatMap((chart) => chart.toJson());
  const paths = new Map(scope.node.findAll().filter(isApiObject).map(({ apiVersion, kind, name, node }) => [`${apiVersion} ${kind} ${name}`, node.path]));
  const platform = scope.node.tryGetContext(platformContext) as Platform | undefined;
  return {
    subjects: objects.map((object) => ({ object, constructPath: paths.get(`${object.apiVersion} ${object.kind} ${object.metadata?.name ?? ''}`) })),
    notEvaluated: [],
    ...(platform === undefined ? {} : { platform }),
  };
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> => typeof value === 'object' && value !== null;

const isScope = (value: unknown): value is Readonly<Record<string, unknown>> & Scope =>
  isObject(value) && isObject(value['node']) && typeof value['node']['findAll'] === 'function';

const isChart = (value: unknown): value is Chart => isScope(value) && typeof value['toJson'] === 'function' && !isApiObject(value);

const isApp = (value: unknown): value is App => isScope(value) && Array.isArray(value['charts']);

const isApiObject = (value: unknown): value is ApiObject =>
  isObject(value) && typeof value['apiVersion'] === 'string' && typeof value['kind'] === 'string' && typeof value['name'] === 'string' && isObject(value['node']);

const isKubernetesObject = (value: unknown): value is KubernetesObject =>
  isObject(value) && typeof value['apiVersion'] === 'string' && typeof value['kind'] === 'string' && !('node' in value);
