import { definitionsOf } from './custom-resource-definitions';

const definitions = definitionsOf(['external-secrets']);
/** Whether they have their schema, for the title of a test. */
export const schema = 'objects' in definitions ? 'with their schema' : `without their schema: ${definitions.missing}`;

/** The kinds of the External Secrets operator without its schema, where that cannot be had: the server takes any field of them. */
const anyFields = ['SecretStore', 'ExternalSecret'].map((kind) => {
  const [singular, plural] = [kind.toLowerCase(), `${kind.toLowerCase()}s`];
  return {
    apiVersion: 'apiextensions.k8s.io/v1', kind: 'CustomResourceDefinition', metadata: { name: `${plural}.external-secrets.io` },
    spec: {
      group: 'external-secrets.io', scope: 'Namespaced', names: { kind, singular, plural },
      versions: [{ name: 'v1', served: true, storage: true, schema: { openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } } }],
    },
  };
});

/** The kinds of the External Secrets operator. */
export const externalSecrets = 'objects' in definitions ? definitions.objects : anyFields;
