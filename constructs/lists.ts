import { ApiObject } from 'cdk8s';
import type { IConstruct } from 'constructs';
import type { KubernetesObject } from '../src/manifest/object';

/**
 * Puts the items of every `List` below a scope in its place, at the end of the construct that it is in: as `Include` and `Helm` read them, they are one
 * object of no kind that the API server has, without namespaces, which nothing could judge or repair.
 */
export function unpackLists(scope: IConstruct): void {
  scope.node.findAll().filter((construct) => ApiObject.isApiObject(construct)).forEach(unpack);
}

function unpack(list: ApiObject): void {
  const items = itemsOf(list);
  const parent = list.node.scope;
  if (items === undefined || parent === undefined || !parent.node.tryRemoveChild(list.node.id)) return;
  const objects = items.map((item, index) => new ApiObject(parent, idOf(item, `${list.node.id}-${index}`), item));
  objects.forEach((object) => object.node.addDependency(...list.node.dependencies));
  // A synth that is validating already has its list of constructs, with this one and without those.
  list.node.addValidation({ validate: () => objects.flatMap((object) => object.node.validate().map((error) => `${object.name}: ${error}`)) });
  objects.forEach(unpack);
}

/** The objects in a list, with the kind that a list of one kind gives them. `undefined` where it is none, or holds what is no object. */
function itemsOf(apiObject: ApiObject): readonly KubernetesObject[] | undefined {
  if (!apiObject.kind.endsWith('List')) return undefined;
  const { items } = apiObject.toJson() as { readonly items?: unknown };
  if (!Array.isArray(items)) return undefined;
  const kind = apiObject.kind.slice(0, -'List'.length);
  const inherited = kind === '' ? {} : { apiVersion: apiObject.apiVersion, kind };
  const objects = items.map((item: unknown) => (isMap(item) ? { ...inherited, ...item } : item));
  return objects.every(isObject) ? objects : undefined;
}

const isMap = (value: unknown): value is Readonly<Record<string, unknown>> => value !== null && typeof value === 'object' && !Array.isArray(value);

const isObject = (value: unknown): value is KubernetesObject =>
  isMap(value) && typeof value['apiVersion'] === 'string' && typeof value['kind'] === 'string';

/** As `Include` calls what it reads. */
const idOf = ({ kind, metadata }: KubernetesObject, fallback: string): string =>
  [metadata?.name ?? fallback, kind.toLowerCase(), metadata?.namespace].filter((part) => part !== undefined).join('-');
