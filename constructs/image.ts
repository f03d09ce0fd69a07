import { readFileSync } from 'node:fs';
import { CasemateError } from '../src/error';
import { lockFile, parseImageLock } from '../src/images/lock';
import { fullNameOf, parseImageReference } from '../src/images/reference';

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

  /**
   * An image whose digest `casemate images pin --online` recorded. The lock is read when the program runs: commit it, so that a review sees which
   * image a change brings.
   *
   * @param name - Registry, name and tag: `registry.example.com/shop/api:1.4.2`.
   * @param file - The lock. @defaultValue `images.lock.json` in the working directory
   * @throws CasemateError `CM9005` for what is no tagged image, `CM9007` for one that is not in the lock, `CM9006` for a lock that cannot be read, `CM9001` for one that is broken.
   *
   * @example
   * ```ts
   * import { Image } from 'casemate/constructs';
   *
   * const image = () => Image.locked('registry.example.com/shop/api:1.4.2');
   * ```
   */
  public static locked(name: string, file: string = lockFile): Image {
    const reference = parseImageReference(name);
    if (reference?.tag === undefined || reference.digest !== undefined) {
      const repair = 'Write registry, name and tag: registry.example.com/shop/api:1.4.2.';
      throw new CasemateError({ code: 'CM9005', message: `Image.locked: ${JSON.stringify(name)} is not the name of a tagged image. ${repair}`, place: { file }, repair });
    }
    const digest = parseImageLock(readLock(file), file).get(fullNameOf(reference));
    if (digest === undefined) {
      const repair = `Run \`casemate images pin --online --image ${name}\`.`;
      throw new CasemateError({ code: 'CM9007', message: `Image.locked: ${JSON.stringify(name)} is not in the lock. ${repair}`, place: { file }, repair });
    }
    return Image.pinned(name.slice(0, -reference.tag.length - 1), reference.tag, digest);
  }

  /** `repository:tag@sha256:…`. */
  public toString(): string {
    return `${this.repository}:${this.tag}@${this.digest}`;
  }
}

function readLock(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const { code = 'unknown' } = error as NodeJS.ErrnoException;
    const repair = 'Record the images with `casemate images pin --online`, or name the lock that holds them.';
    throw new CasemateError({ code: 'CM9006', message: `Image.locked: ${file} cannot be read (${code}). ${repair}`, place: { file }, repair }, { cause: error });
  }
}

function refused(part: string, value: unknown, repair: string): CasemateError {
  const shown = value === '' || value === undefined ? 'empty' : `"${String(value)}"`;
  return new CasemateError({ code: 'CM5090', message: `Image.pinned: the ${part} is ${shown}. ${repair}`, place: { field: part }, repair });
}
