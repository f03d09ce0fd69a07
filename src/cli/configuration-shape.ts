import { profiles } from '../check/profiles';
import type { Shape } from '../check/shape';
import { severities } from '../controls/control';
import { minors } from '../platform';

const text: Shape = { type: 'text' };
const texts: Shape = { type: 'list', of: text };
const oneOrMore: Shape = { type: 'either', of: [text, texts] };
const flag: Shape = { type: 'boolean' };
const choice = (...of: readonly string[]): Shape => ({ type: 'choice', of });

/** What a configuration file may hold. `schema/config-v1.json` says the same to editors; a test compares the two. */
export const configurationShape: Shape = {
  type: 'fields',
  required: [],
  fields: {
    $schema: text,
    extends: oneOrMore,
    profile: text,
    profiles: {
      type: 'map',
      of: {
        type: 'fields',
        required: ['base'],
        fields: {
          base: choice(...profiles),
          include: texts,
          exclude: { type: 'list', of: { type: 'fields', required: ['control', 'reason'], fields: { control: text, reason: text } } },
        },
      },
    },
    parameters: { type: 'map', of: { type: 'map', of: texts } },
    kubernetes: choice(...minors),
    platform: {
      type: 'fields',
      required: [],
      fields: {
        provider: choice('kubeadm', 'eks', 'gke', 'gke-autopilot', 'aks', 'k3s', 'rke2', 'talos'),
        cni: choice('cilium', 'calico', 'aws-vpc-cni', 'gke-dataplane-v2', 'azure-cni', 'antrea', 'kube-router', 'ovn-kubernetes'),
        nodeOs: choice(
          'ubuntu', 'debian', 'container-optimized-os', 'amazon-linux', 'azure-linux', 'bottlerocket', 'flatcar', 'rhel', 'rhcos', 'talos', 'windows',
        ),
        mesh: choice('istio-cni', 'istio-ambient', 'linkerd-cni', 'istio-init', 'linkerd-init'),
        appArmor: flag,
        userNamespaces: flag,
        supplementalGroupsPolicy: flag,
        legacyAnnotations: flag,
      },
    },
    failOn: choice(...severities, 'never'),
    format: oneOrMore,
    catalogue: { type: 'text', pattern: /^[0-9]{4}-(0[1-9]|1[0-2])$/, like: 'a year and a month, 2026-11' },
    inputs: texts,
    policies: texts,
    exceptions: text,
    ratchet: text,
  },
};
