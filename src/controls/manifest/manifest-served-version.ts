import { needs } from '../control';
import { manifestControl } from '../manifest-control';
import { nsa, owaspK10 } from '../references';

export const manifestServedVersion = manifestControl({
  id: 'manifest-served-version',
  title: 'Manifests use versions of kinds that will stay',
  layer: 'code',
  component: 'manifest',
  severity: 'low',
  rationale: 'Who depends on a version that goes away postpones the upgrade of the cluster, and with it the repair of what is known to be broken.',
  remediation: 'Write the apiVersion that replaces the deprecated one.',
  references: [nsa('U'), owaspK10('2025', 'K07')],
  peers: { kubeLinter: 'no-extensions-v1beta', kubeScore: 'stable-version', kics: 'Object Is Using A Deprecated API Version' },
  find({ object, deprecation }) {
    if (deprecation === undefined) return [];
    const { replacement, removed } = deprecation;
    return [{
      path: ['apiVersion'],
      expected: replacement === undefined ? 'a version that is not deprecated' : replacement.apiVersion,
      actual: `${object.apiVersion}, which is deprecated${removed === undefined ? '' : ` and gone in ${removed}`}`,
      fix: replacement === undefined ? needs('what replaces the kind') : needs(`whether every field means the same in ${replacement.apiVersion}`, replacement.apiVersion),
    }];
  },
});
