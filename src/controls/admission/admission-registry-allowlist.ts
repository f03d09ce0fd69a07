import { needs, type FixContext } from '../control';
import { parameterizedControl } from '../parameterized-control';
import { attack, cisAks, cisEks, kubescape, nist800190, nsa, owaspK10 } from '../references';
import { decide, type ProposedEdit } from '../proposal';
import { imageOf } from '../pod-proposal';

/** The registry that an image without a host comes from, and the folder of one without a folder. */
const DEFAULT_REGISTRY = 'docker.io';
const DEFAULT_FOLDER = 'library';
const DEFAULT_HOST = '(?:(?:index[.])?docker[.]io/)?';
const IN_DEFAULT_REGISTRY = '^(?:(?:index[.])?docker[.]io/|[^/.:A-Z]+/|[^/]+$)';

const escape = (text: string): string => text.replace(/[.]/g, '[.]');

/** What comes behind a repository: more of its path, a tag or a digest. */
const END = '(?:[/:@]|$)';

/** CEL of whether an image comes from one of some registries, or of folders in them. */
function comesFrom(image: string, registries: readonly string[]): string {
  const named = registries.filter((registry) => registry !== DEFAULT_REGISTRY).map(beginningOf);
  return [
    ...(named.length === 0 ? [] : [`${image}.matches('^(?:${named.join('|')})')`]),
    // The first word of a path is a host only where it has a dot, a colon or a capital, or is this one.
    ...(registries.includes(DEFAULT_REGISTRY) ? [`(${image}.matches('${IN_DEFAULT_REGISTRY}') && !${image}.startsWith('localhost/'))`] : []),
  ].join(' || ');
}

/** How an image in a registry, or in a folder of one, begins. */
function beginningOf(registry: string): string {
  const [host, folder, ...rest] = registry.split('/');
  if (host !== DEFAULT_REGISTRY) return `${escape(registry)}${folder === undefined ? '/' : END}`;
  if (folder !== DEFAULT_FOLDER) return `${DEFAULT_HOST}${escape([folder, ...rest].join('/'))}${END}`;
  return `${DEFAULT_HOST}(?:${DEFAULT_FOLDER}/)?${rest.length === 0 ? '[^/]+$' : `${escape(rest.join('/'))}${END}`}`;
}

export const admissionRegistryAllowlist = parameterizedControl({
  id: 'admission-registry-allowlist',
  title: 'Images come from registries that are approved',
  layer: 'cluster',
  component: 'image',
  severity: 'high',
  rationale: 'Whoever can publish to any public registry can otherwise have code run in the cluster, by a typing error in a name or by an image that nobody scanned.',
  remediation: 'Copy the image to one of the approved registries and name it there.',
  references: [
    cisEks('5.1.4'), cisAks('5.1.4'), nsa('P3'), nist800190('4.1.5'), owaspK10('2022', 'K02'), owaspK10('2025', 'K04'), attack('T1610'),
    kubescape('C-0001'), kubescape('C-0078'),
  ],
  peers: { trivy: ['AVD-KSV-0032', 'AVD-KSV-0033', 'AVD-KSV-0034', 'AVD-KSV-0035'], kubescape: ['C-0001', 'C-0078'] },
  parameters: {
    registries: {
      description: 'registries, or folders in them, that images may come from; docker.io/library is that of an image with nothing but a name',
      pattern: /^(localhost|[a-z0-9-]+(\.[a-z0-9-]+)+|[a-z0-9-]+(?=:))(:[0-9]+)?(\/[a-z0-9._-]+)*$/,
      like: 'a host, with a path or without: registry.example.com/shop',
      example: ['registry.example.com/shop', 'docker.io/library'],
    },
  },
  conditions: ({ registries }) => ({
    each: ['container', 'volume'],
    field: { container: 'image', volume: 'image.reference' },
    expected: `an image from ${registries.join(', ')}`,
    revisions: {
      '1.0': {
        container: comesFrom("container.?image.orValue('')", registries),
        volume: `!volume.?image.hasValue() || ${comesFrom("volume.?image.?reference.orValue('')", registries)}`,
      },
    },
    fix: needs('which approved registry has a copy of the image', (context) => fromRegistry(context, registries)),
  }),
});

/** The last name of an image, with its tag and its digest: a copy keeps them. */
function fromRegistry(context: FixContext, [first]: readonly string[]): readonly ProposedEdit[] {
  const name = imageOf(context).replace(/^.*\//, '');
  return name === '' || first === undefined ? [] : [{ path: context.path, value: decide(`the approved registry that has a copy of ${name}`, `${first}/${name}`) }];
}
