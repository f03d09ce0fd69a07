import type { KubernetesObject } from '../../src/manifest/object';
import { definitionsOf, type Project } from './custom-resource-definitions';

interface Kinds {
  readonly group: string;
  readonly version: string;
  /** The plural of each kind. */
  readonly plurals: Readonly<Record<string, string>>;
}

/** The custom resources that the constructs write. */
const written = {
  'external-secrets': { group: 'external-secrets.io', version: 'v1', plurals: { SecretStore: 'secretstores', ExternalSecret: 'externalsecrets' } },
  'flux-kustomize': { group: 'kustomize.toolkit.fluxcd.io', version: 'v1', plurals: { Kustomization: 'kustomizations' } },
  'gateway-api': { group: 'gateway.networking.k8s.io', version: 'v1', plurals: { Gateway: 'gateways', HTTPRoute: 'httproutes' } },
  'sealed-secrets': { group: 'bitnami.com', version: 'v1alpha1', plurals: { SealedSecret: 'sealedsecrets' } },
  'secrets-store-csi-driver': { group: 'secrets-store.csi.x-k8s.io', version: 'v1', plurals: { SecretProviderClass: 'secretproviderclasses' } },
} as const satisfies Partial<Record<Project, Kinds>>;

/** Definitions to install, and whether they have their schema, for the title of a test. */
export interface WrittenKinds {
  readonly definitions: readonly KubernetesObject[];
  readonly schema: string;
}

/** The definitions of their projects; where those cannot be had, definitions that take any field. */
export function writtenKinds(projects: readonly (keyof typeof written)[] = Object.keys(written) as (keyof typeof written)[]): WrittenKinds {
  const own = definitionsOf(projects);
  if ('objects' in own) return { definitions: own.objects, schema: 'with their schema' };
  return { definitions: projects.flatMap((project) => anyFields(written[project])), schema: `without their schema: ${own.missing}` };
}

const anyFields = ({ group, version, plurals }: Kinds): KubernetesObject[] => Object.entries(plurals).map(([kind, plural]) => ({
  apiVersion: 'apiextensions.k8s.io/v1', kind: 'CustomResourceDefinition',
  // Kubernetes keeps its own groups for what it has approved.
  metadata: { name: `${plural}.${group}`, annotations: { 'api-approved.kubernetes.io': 'unapproved, for a test' } },
  spec: {
    group, scope: 'Namespaced', names: { kind, singular: kind.toLowerCase(), plural },
    versions: [{ name: version, served: true, storage: true, schema: { openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } } }],
  },
}));
