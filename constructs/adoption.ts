import { ApiObject } from 'cdk8s';
import type { IConstruct } from 'constructs';
import type { KubernetesObject } from '../src/manifest/object';
import { isWorkload } from '../src/manifest/workload';
import { unpackLists } from './lists';
import { placeOn } from './node-pool';
import { type Home, homeOf } from './placement';
import { sortMap } from './sort-keys';

/** Kinds of Kubernetes that are in no namespace. Custom kinds for the cluster are by convention called so: `ClusterIssuer`. */
const FOR_THE_CLUSTER = new Set([
  'APIService', 'CertificateSigningRequest', 'ComponentStatus', 'CustomResourceDefinition', 'CSIDriver', 'CSINode', 'FlowSchema',
  'IngressClass', 'MutatingAdmissionPolicy', 'MutatingAdmissionPolicyBinding', 'MutatingWebhookConfiguration', 'Namespace', 'Node',
  'PersistentVolume', 'PriorityClass', 'PriorityLevelConfiguration', 'RuntimeClass', 'StorageClass', 'ValidatingAdmissionPolicy',
  'ValidatingAdmissionPolicyBinding', 'ValidatingWebhookConfiguration', 'VolumeAttachment', 'VolumeAttributesClass',
]);

const isNamespaced = (kind: string): boolean => !FOR_THE_CLUSTER.has(kind) && !kind.startsWith('Cluster');

const adopted = new WeakSet<ApiObject>();

/**
 * Puts every object below a home into its namespace, where it has none of its own, and its pods onto the nodes of the home, and says who owns it: plain
 * cdk8s-plus, generated classes, charts of others. It happens when the app is validated, which every synth does before it renders: whatever was added last is there
 * by then. The same moment shows whether two objects would overwrite each other, which nothing else in cdk8s sees.
 */
export function adoptInto(home: IConstruct): void {
  home.node.addValidation({
    validate: () => {
      unpackLists(home);
      const objects = home.node.findAll().filter((construct) => ApiObject.isApiObject(construct));
      objects.filter(({ kind }) => isNamespaced(kind)).forEach((object) => {
        const closest = homeOf(object);
        // A home inside of this one adopts its own.
        if (closest?.construct === home) adopt(object);
      });
      return twins(objects);
    },
  });
}

function adopt(apiObject: ApiObject): void {
  if (adopted.has(apiObject)) return;
  adopted.add(apiObject);
  const render = apiObject.toJson.bind(apiObject) as () => KubernetesObject;
  apiObject.toJson = () => landed(apiObject, render());
}

/** An object as it lands in its home, if it has one. Landing again changes nothing. */
export function landed(apiObject: ApiObject, rendered: KubernetesObject): KubernetesObject {
  const home = isNamespaced(apiObject.kind) ? homeOf(apiObject) : undefined;
  if (home === undefined) return rendered;
  const object = home.nodePool === undefined ? rendered : placeOn(home.nodePool, rendered);
  return isAtHome(home, object) ? object : { ...object, metadata: metadataIn(home, object) };
}

/** Whether it says all of it already, as what the kit makes does. */
function isAtHome({ contact }: Home, { metadata, ...object }: KubernetesObject): boolean {
  if (metadata?.namespace === undefined || metadata.labels?.['owner'] === undefined) return false;
  return contact === undefined || metadata.annotations?.['email'] !== undefined || !isWorkload(object);
}

/** Who owns an object and whom to write to about it, where it does not say so itself. */
function metadataIn({ name: namespace, tenant, contact }: Home, object: KubernetesObject): KubernetesObject['metadata'] {
  const { labels, annotations, ...metadata } = object.metadata ?? {};
  const contacts = { ...(contact === undefined || !isWorkload(object) ? {} : { email: contact }), ...annotations };
  return sortMap({
    namespace, ...metadata, labels: sortMap({ owner: tenant, ...labels }), ...(Object.keys(contacts).length === 0 ? {} : { annotations: sortMap(contacts) }),
  });
}

/** Objects of one kind and name: the second would overwrite the first. */
function twins(objects: readonly ApiObject[]): string[] {
  const first = new Map<string, ApiObject>();
  return objects.flatMap((object) => {
    const key = `${object.apiGroup} ${object.kind} ${object.metadata.namespace ?? homeOf(object)?.name ?? ''} ${object.name}`;
    const other = first.get(key);
    if (other === undefined) first.set(key, object);
    if (other === undefined) return [];
    const both = `${object.node.path} and ${other.node.path}`;
    return [`CM5043: ${both} are both the ${object.kind} "${object.name}". Repair: Rename one of them.`];
  });
}
