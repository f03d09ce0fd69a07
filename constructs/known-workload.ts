import type { DisruptionBudget } from './workload';
import type { ImagePullPolicy } from 'cdk8s-plus-28';
import { contradiction, type Dangers, refuseUnknownProps } from './contradiction';
import type { Health } from './health';
import { Image } from './image';
import type { PodAccountOptions } from './pod-account';
import { checkQuantity, type Resources } from './resources';
import { NO_USER, User } from './user';

/** What only its people know of a container that is there already. What is left out stays as it is in the manifest, and is judged so. */
export interface KnownContainer {
  /** The image, by digest. */
  readonly image?: Image;
  /** When it is pulled. Only with `image`. @default what the manifest says, else Always: with a digest it costs one request, and it checks that the pod may have the image */
  readonly imagePullPolicy?: `${ImagePullPolicy}`;
  /** Who the program runs as: the number that the image is built for, or `User.fromImage()`. */
  readonly user?: number | User;
  /** The group that the program runs as. Only with `user`. @default the number of the user */
  readonly group?: number;
  /** What the program needs. It is reserved, and it is the limit. */
  readonly resources?: Resources;
  /**
   * Where the program writes, and how much: `{ '/var/cache/nginx': '32Mi' }`. Where the manifest mounts an `emptyDir`, that is its limit. Everything
   * else is read-only then, but for `/tmp` and what the manifest mounts. */
  readonly writablePaths?: Readonly<Record<string, string>>;
  /** How the kubelet sees that the program works. It replaces all three probes of the manifest. */
  readonly health?: Health;
  /** How the kubelet sees that the program may get requests. Only with `health`. @default its port accepts connections */
  readonly readiness?: Health;
  /** How the kubelet sees that the program has started. Only with `health`. @default as `health`, for at most 150 seconds */
  readonly startup?: Health;
}

/** What only its people know of a workload that is there already. */
export interface KnownWorkload extends PodAccountOptions {
  /** By the name of the container, init containers among them. @default nothing is known */
  readonly containers?: Readonly<Record<string, KnownContainer>>;
  /** `false`: the programs find Services by DNS, and not by variables such as `DB_SERVICE_HOST`. @default what the manifest says */
  readonly enableServiceLinks?: false;
  /** How many pods there are. @default what the manifest says */
  readonly replicas?: number;
  /** How many of its pods may be missing while nodes are drained. @default 1, where there are several replicas and no budget yet */
  readonly disruptionBudget?: DisruptionBudget;
}

const WORKLOAD = new Set(['containers', 'enableServiceLinks', 'replicas', 'disruptionBudget', 'serviceAccount', 'apiAccess', 'workloadIdentity']);
const CONTAINER = new Set(['image', 'imagePullPolicy', 'user', 'group', 'resources', 'writablePaths', 'health', 'readiness', 'startup']);

const DANGERS: Dangers = {
  privileged: 'a privileged container is root on the node',
  securityContext: 'the kit decides the security context; what a program needs of it has a prop of its own, such as user and writablePaths',
};

/** Judges what somebody says of a workload, before anything is made of it. */
export function refuseBadKnowledge(known: KnownWorkload, containers: readonly string[], path: string): void {
  refuseUnknownProps(known, WORKLOAD, path, '', DANGERS);
  for (const [name, container] of Object.entries(known.containers ?? {})) {
    if (!containers.includes(name)) {
      throw contradiction({
        code: 'CM5111', path, prop: `containers["${name}"]`, message: `is no container of it: there is ${containers.join(', ')}`, repair: 'Write the name of one of them.',
      });
    }
    refuseBadContainer(container, path, `containers["${name}"].`);
  }
}

function refuseBadContainer(known: KnownContainer, path: string, place: string): void {
  refuseUnknownProps(known, CONTAINER, path, place, DANGERS);
  const refuse = (code: string, prop: string, message: string, repair: string): Error => contradiction({ code, path, prop: `${place}${prop}`, message, repair });
  const { image, imagePullPolicy, user, group, resources = {}, writablePaths = {}, health } = known;
  if (image !== undefined && !(image instanceof Image)) throw refuse('CM5003', 'image', 'is not pinned', 'Write Image.pinned(repository, tag, digest).');
  const alone = [['imagePullPolicy', imagePullPolicy, 'image', image], ['group', group, 'user', user],
    ['readiness', known.readiness, 'health', health], ['startup', known.startup, 'health', health]] as const;
  const missing = alone.find(([, value, , other]) => value !== undefined && other === undefined);
  if (missing !== undefined) throw refuse('CM5112', missing[0], `is there without ${missing[2]}`, `Write ${missing[2]} as well, or leave it out.`);
  if (user !== undefined && !(user instanceof User)) {
    const problem = User.problemOf(user);
    if (problem !== undefined) throw refuse(NO_USER, 'user', `is refused: ${problem}`, 'Write the number of the user that the image is built for, or User.fromImage().');
  }
  for (const [key, quantity] of Object.entries(resources)) checkQuantity(quantity as string, `${place}resources.${key}`, path);
  for (const [key, quantity] of Object.entries(writablePaths)) {
    checkQuantity(quantity, `${place}writablePaths["${key}"]`, path);
    if (!key.startsWith('/')) throw refuse('CM5007', `writablePaths["${key}"]`, 'is not an absolute path', `Write "/${key}".`);
  }
}
