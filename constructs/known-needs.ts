import type { Image } from './image';
import { type KnownImage, knownImage } from './known-images';
import { User } from './user';

/** What of a container the needs of an image are compared with. */
export interface Offer {
  readonly image: Pick<Image, 'repository'>;
  readonly user: number | User;
  readonly group?: number;
  readonly writablePaths?: Readonly<Record<string, string>>;
  readonly persistentPaths?: Readonly<Record<string, unknown>>;
  readonly volumeMounts?: readonly { readonly path: string }[];
  readonly envVariables?: Readonly<Record<string, unknown>>;
}

type Refuse = (code: string, prop: string, message: string, repair: string) => Error;

/** Tells of a well-known image before it is deployed what would keep it from running, with the exact prop to add. */
export function refuseMissingNeeds(offer: Offer, canKeep: boolean, refuse: Refuse): void {
  const known = knownImage(offer.image.repository);
  if (known === undefined) return;
  if (known.refused !== undefined) throw refuse('CM5013', 'image', known.refused.why, known.refused.repair);
  refuseUser(offer.user, known, refuse);
  refuseGroup(offer, known, refuse);
  const { writes = {}, keeps = {} } = known;
  refusePaths('writablePaths', canKeep ? writes : { ...writes, ...keeps }, offer, refuse);
  if (canKeep) refusePaths('persistentPaths', keeps, offer, refuse);
  refuseEnvironment(offer, known, refuse);
}

function refuseUser(user: number | User, { user: known, repository }: KnownImage, refuse: Refuse): void {
  const id = user instanceof User ? user.id : user;
  if (id !== undefined && (id !== 0 || user instanceof User)) return;
  if (id === undefined && known === 'image') return;
  const why = id === 0 ? 'is refused: user 0 is root' : `is left to an image that names root, or nobody by number (${repository})`;
  throw refuse('CM5004', 'user', why, `Write user: ${numberOf(known)}.`);
}

function numberOf(known: KnownImage['user']): string {
  if (known === 'image') return 'User.fromImage(), which is a number';
  return known === null ? '10001, or any other number: its files are readable for all' : String(known);
}

function refuseGroup({ user, group, image }: Offer, known: KnownImage, refuse: Refuse): void {
  const own = group ?? (user instanceof User ? user.id : user);
  if (known.group === undefined || own === known.group) return;
  const message = `is ${own ?? 'left to the image'}, but the files of ${image.repository} are for the group ${known.group} alone`;
  throw refuse('CM5018', 'group', message, `Write group: ${known.group}.`);
}

function refusePaths(prop: string, needed: Readonly<Record<string, string>>, offer: Offer, refuse: Refuse): void {
  const { writablePaths = {}, persistentPaths = {}, volumeMounts = [] } = offer;
  const writable = [...Object.keys(writablePaths), ...Object.keys(persistentPaths), ...volumeMounts.map(({ path }) => path)].map(plain);
  const missing = Object.entries(needed).filter(([path]) => !writable.some((own) => isAtOrAround(own, plain(path))));
  if (missing.length === 0) return;
  const paths = missing.map(([path]) => path).join(' and ');
  const value = missing.map(([path, size]) => `'${path}': '${size}'`).join(', ');
  throw refuse('CM5012', prop, `lacks ${paths}, where ${offer.image.repository} writes`, `Add ${prop}: { ${value} }, with the sizes that you need.`);
}

/** `/var/run` is `/run` in every image. */
const plain = (path: string): string => path.replace(/\/+$/, '').replace(/^\/var\/run(?=\/|$)/, '/run');

const isAtOrAround = (own: string, needed: string): boolean => own === needed || needed.startsWith(`${own}/`);

function refuseEnvironment({ envVariables = {} }: Offer, { environment = {} }: KnownImage, refuse: Refuse): void {
  const missing = Object.entries(environment).filter(([name]) => !Object.hasOwn(envVariables, name));
  if (missing.length === 0) return;
  const reasons = [...new Set(missing.map(([, { why }]) => why))].join('; ');
  const value = missing.map(([name, variable]) => `${name}: EnvValue.fromValue('${variable.value}')`).join(', ');
  throw refuse('CM5017', 'envVariables', `lacks ${missing.map(([name]) => name).join(' and ')}: ${reasons}`, `Add envVariables: { ${value} }.`);
}
