import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { CasemateError, oneLine } from '../error';
import { formatLock, type ImageLock, lockFile as usualFile, parseImageLock } from '../images/lock';
import { fullNameOf, imagesIn, type ImageReference, parseImageReference } from '../images/reference';
import { type DigestAnswer, digestOf, type Keychain } from '../images/registry';
import { readManifests } from '../manifest/read';
import { type ExitCode, exitCodes } from './exit-code';
import { dockerKeychain } from './keychain';
import { writeOutputFile } from './output-file';
import type { Streams } from './streams';

/** What `casemate images pin` was told. */
export interface ImagesPinFlags {
  /** Whether registries may be asked. */
  readonly online?: boolean;
  /** Images to pin beside those in the inputs. */
  readonly image?: readonly string[];
  /** Ask again for what is recorded already. */
  readonly update?: boolean;
  /** @default images.lock.json */
  readonly lock?: string;
}

type Tagged = ImageReference & { readonly tag: string };

/** How many registries are asked at once. */
const AT_ONCE = 4;

/** Records the digests of images: those that the inputs name, those that the flags name, and else those that are recorded. */
export async function runImagesPin(inputs: readonly string[], { online, image = [], update = false, lock: file = usualFile }: ImagesPinFlags, streams: Streams): Promise<ExitCode> {
  requireOnline(online);
  const { directory = '.', stdout, stderr } = streams;
  const before = readLock(resolve(directory, file), file);
  const named = [...image, ...imagesOf(inputs, streams)];
  const wanted = taggedOf(named.length === 0 && inputs.length === 0 ? [...before.keys()] : named);
  const asked = wanted.filter((reference) => update || !before.has(fullNameOf(reference)));
  const answers = await askAll(asked, dockerKeychain(streams.env));
  const after = new Map(before);
  for (const [name, answer] of answers) {
    if ('digest' in answer) after.set(name, answer.digest);
    stdoutOrErr(name, answer, before, streams);
  }
  if (formatLock(after) !== formatLock(before)) writeOutputFile(file, formatLock(after), directory);
  const failed = [...answers.values()].filter((answer) => 'problem' in answer).length;
  stdout.write(`${answers.size - failed} of ${wanted.length} images asked for, ${after.size} in ${oneLine(file)}\n`);
  if (failed > 0) stderr.write(`${failed} images are not pinned\n`);
  return failed > 0 ? exitCodes.notEvaluated : exitCodes.clean;
}

function requireOnline(online = false): void {
  if (online) return;
  throw new CasemateError({
    code: 'CM9002',
    message: 'the digest behind a tag is known to its registry alone, and casemate uses no network unless it is told to',
    repair: 'Add --online.',
  });
}

function readLock(path: string, file: string): ImageLock {
  return existsSync(path) ? parseImageLock(readFileSync(path, 'utf8'), file) : new Map();
}

/** Broken input names images that nobody can see. */
function imagesOf(inputs: readonly string[], streams: Streams): readonly string[] {
  const images: string[] = [];
  for (const { manifests, problems } of readManifests(inputs, streams)) {
    const broken = problems.find(({ severity }) => severity === 'unreadable');
    if (broken !== undefined) {
      const { code, message, file, line, column, repair } = broken;
      throw new CasemateError({ code, message, place: { file, line, column }, repair });
    }
    for (const manifest of manifests) images.push(...imagesIn(manifest.object).map(({ image }) => image));
  }
  return images;
}

/** Each tagged image once, in order. What has a digest is pinned already. */
function taggedOf(images: readonly string[]): readonly Tagged[] {
  const references = new Map<string, Tagged>();
  for (const image of images) {
    const reference = parseImageReference(image);
    if (reference === undefined) throw noReference(image, 'is not the name of an image', 'Write registry, name and tag: registry.example.com/shop/api:1.4.2.');
    if (reference.digest !== undefined) continue;
    const { tag } = reference;
    if (tag === undefined) throw noReference(image, 'has no tag, and what a registry calls latest says nothing', 'Name the release that was tested.');
    references.set(fullNameOf(reference), { ...reference, tag });
  }
  return [...references].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, reference]) => reference);
}

const noReference = (image: string, message: string, repair: string): CasemateError => new CasemateError({ code: 'CM9003', message: `"${image}" ${message}`, repair });

async function askAll(references: readonly Tagged[], keychain: Keychain): Promise<ReadonlyMap<string, DigestAnswer>> {
  const answers = new Map<string, DigestAnswer>();
  for (let start = 0; start < references.length; start += AT_ONCE) {
    const batch = references.slice(start, start + AT_ONCE);
    const digests = await Promise.all(batch.map((reference) => digestOf(reference, { keychain })));
    batch.forEach((reference, index) => answers.set(fullNameOf(reference), digests[index] as DigestAnswer));
  }
  return answers;
}

function stdoutOrErr(name: string, answer: DigestAnswer, before: ImageLock, { stdout, stderr }: Streams): void {
  if ('problem' in answer) {
    stderr.write(`${new CasemateError({ code: 'CM9004', message: `${name} is not pinned: ${answer.problem}`, repair: answer.repair }).toString()}\n`);
    return;
  }
  const known = before.get(name);
  if (known === answer.digest) return;
  stdout.write(known === undefined ? `pinned  ${name}  ${answer.digest}\n` : `moved   ${name}  ${known} → ${answer.digest}\n`);
}
