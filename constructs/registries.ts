import type { KubernetesObject } from '../src/manifest/object';
import { formatPath } from '../src/manifest/path';
import { CasemateError } from '../src/error';
import { imagesIn, isFromRegistry, parseImageReference } from '../src/images/reference';

/** Images of an object from a registry that the platform does not list: synth fails with each. */
export function foreignImages(object: KubernetesObject, registries: readonly string[] | undefined): string[] {
  if (registries === undefined) return [];
  return imagesIn(object).filter(({ image }) => !isListed(image, registries)).map(({ path, image }) =>
    `CM5057: ${formatPath(path)}: ${JSON.stringify(image)} comes from none of the registries of the platform: ${registries.join(', ')}. `
    + 'Repair: Push the image to one of them, or add its registry to declarePlatform(app, { registries }).');
}

/** What is no name of an image comes from nowhere. */
function isListed(image: string, registries: readonly string[]): boolean {
  const reference = parseImageReference(image);
  return reference !== undefined && isFromRegistry(reference, registries);
}

/**
 * Refuses a list that would not mean what it says: a wildcard, a protocol, an image.
 *
 * @throws CasemateError `CM5058`.
 */
export function refuseBadRegistries(registries: readonly string[] | undefined): void {
  for (const entry of registries ?? []) {
    if (/^(?:localhost|[a-z0-9][a-z0-9-]*(?:\.[a-z0-9-]+)+)(?::[0-9]{1,5})?(?:\/[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*)*\/?$/.test(entry)) continue;
    const repair = 'Write hosts, with the first steps of a repository where only those count: registry.example.com, ghcr.io/acme.';
    throw new CasemateError({ code: 'CM5058', message: `platform.registries has ${JSON.stringify(entry)}, which is no registry. ${repair}`, place: { field: 'registries' }, repair });
  }
}
