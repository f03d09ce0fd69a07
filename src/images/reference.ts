import type { KubernetesObject } from '../manifest/object';
import { fieldsAt, itemsAt } from '../manifest/fields';
import type { Path } from '../manifest/path';
import { podTemplatePath } from '../manifest/workload';

/** An image as it is named, taken apart: `nginx:1.29` is the tag 1.29 of library/nginx at docker.io. */
export interface ImageReference {
  /** The host, with its port: `registry.example.com:5000`. */
  readonly registry: string;
  readonly repository: string;
  readonly tag?: string;
  readonly digest?: string;
}

/** The registry of images that name none. */
const DOCKER_HUB = 'docker.io';

const HOST = /^(?:localhost|[a-z0-9][a-z0-9.-]*|\[[0-9a-f:]+\])(?::[0-9]{1,5})?$/i;
const REPOSITORY = /^[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*(?:\/[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*)*$/;
const TAG = /^\w[\w.-]{0,127}$/;
const DIGEST = /^sha256:[0-9a-f]{64}$/;

/** Whether a text is the digest of an image. */
export const isDigest = (text: unknown): text is string => typeof text === 'string' && DIGEST.test(text);

/**
 * Takes the name of an image apart, as container runtimes do: what is before the first slash is a registry if it has a dot or a port, or is
 * `localhost`. `undefined` for what is no name of an image.
 *
 * @see https://github.com/opencontainers/distribution-spec/blob/main/spec.md
 */
export function parseImageReference(text: string): ImageReference | undefined {
  const [named = '', digest, ...more] = text.split('@');
  if (more.length > 0 || (digest !== undefined && !DIGEST.test(digest))) return undefined;
  const slash = named.indexOf('/');
  const first = slash === -1 ? '' : named.slice(0, slash);
  const hasHost = first === 'localhost' || /[.:]/.test(first);
  const [repository = '', tag, ...rest] = (hasHost ? named.slice(slash + 1) : named).split(':');
  if (rest.length > 0 || !REPOSITORY.test(repository) || (tag !== undefined && !TAG.test(tag))) return undefined;
  if (hasHost && !HOST.test(first)) return undefined;
  const registry = !hasHost || first === 'index.docker.io' ? DOCKER_HUB : first.toLowerCase();
  return {
    registry,
    repository: registry === DOCKER_HUB && !repository.includes('/') ? `library/${repository}` : repository,
    ...(tag === undefined ? {} : { tag }),
    ...(digest === undefined ? {} : { digest }),
  };
}

/** The one name of a tagged image, whatever was left out: `docker.io/library/nginx:1.29`. */
export const fullNameOf = ({ registry, repository, tag = 'latest' }: ImageReference): string => `${registry}/${repository}:${tag}`;

/** An image that an object names. */
export interface NamedImage {
  readonly path: Path;
  readonly image: string;
}

/** The images that the pods of a workload need: those of containers of every kind, and those that are mounted as volumes. */
export function imagesIn(object: KubernetesObject): readonly NamedImage[] {
  const template = podTemplatePath(object);
  if (template === undefined) return [];
  const podSpec = fieldsAt(template.reduce<unknown>((parent, step) => fieldsAt(parent, String(step)), object), 'spec');
  const named = (path: Path, image: unknown): readonly NamedImage[] => (typeof image === 'string' ? [{ path: [...template, 'spec', ...path], image }] : []);
  const containers = ['initContainers', 'containers', 'ephemeralContainers'].flatMap((list) =>
    itemsAt(podSpec, list).flatMap(({ image }, index) => named([list, index, 'image'], image)));
  const volumes = itemsAt(podSpec, 'volumes').flatMap((volume, index) =>
    named(['volumes', index, 'image', 'reference'], fieldsAt(volume, 'image')['reference']));
  return [...containers, ...volumes];
}
