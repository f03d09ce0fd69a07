import { CasemateError } from '../src/error';

const REGISTRY = '[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?(?::[0-9]+)?';
const STEP = '[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*';
const REPOSITORY = new RegExp(`^(?:${REGISTRY}/)?${STEP}(?:/${STEP})*$`);
const TAG = /^\w[\w.-]{0,127}$/;
const DIGEST = /^sha256:[0-9a-f]{64}$/;

/**
 * An image by digest: what was tested is what runs, whatever the tag points to later.
 *
 * @example
 * ```ts
 * import { Image } from 'casemate/constructs';
 *
 * const image = Image.pinned('registry.example.com/shop/api', '1.4.2', `sha256:${'0'.repeat(64)}`);
 * ```
 */
export class Image {
  private constructor(
    public readonly repository: string,
    public readonly tag: string,
    public readonly digest: string,
  ) {}

  /**
   * An image with a tag for people and a digest for machines.
   *
   * @param repository registry and name: `registry.example.com/shop/api`
   * @param tag the version that the digest was taken from; it is written for people and decides nothing
   * @param digest `sha256:` and 64 hexadecimal digits, as `docker buildx imagetools inspect` prints it
   */
  public static pinned(repository: string, tag: string, digest: string): Image {
    if (!REPOSITORY.test(repository)) {
      throw refused('repository', repository, 'Write registry and name, without tag: registry.example.com/shop/api.');
    }
    if (!TAG.test(tag) || tag === 'latest') throw refused('tag', tag, 'Write the version that the digest was taken from, such as 1.4.2.');
    if (!DIGEST.test(digest)) {
      throw refused('digest', digest, 'Write sha256: and 64 hexadecimal digits; `docker buildx imagetools inspect` prints them.');
    }
    return new Image(repository, tag, digest);
  }

  /** `repository:tag@sha256:…`. */
  public toString(): string {
    return `${this.repository}:${this.tag}@${this.digest}`;
  }
}

function refused(part: string, value: unknown, repair: string): CasemateError {
  const shown = value === '' || value === undefined ? 'empty' : `"${String(value)}"`;
  return new CasemateError({ code: 'CM5003', message: `Image.pinned: the ${part} is ${shown}. ${repair}`, place: { field: part }, repair });
}
