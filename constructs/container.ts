import * as kplus from 'cdk8s-plus-28';
import { contradiction, type Dangers, refuseUnknownProps } from './contradiction';
import type { Duration } from 'cdk8s';
import type { Health, PortOf } from './health';
import { Image } from './image';
import { checkQuantity, type Resources, toKplusResources } from './resources';
import { refuseMissingNeeds } from './known-needs';
import { asksTheSameCommand, type NamedPort, namedPortOf, probesOf } from './probes';
import type { SecretFile } from './secret-file';
import { NO_USER, User } from './user';
import type { PersistentPath } from './volumes';

/** What every container of the kit takes. Everything that is not here is decided by the kit. */
interface CommonContainerProps {
  /** @default 'main' */
  readonly name?: string;
  /** The image, by digest: `Image.pinned(repository, tag, digest)`. */
  readonly image: Image;
  /**
   * Who the program runs as: the number that the image is built for, or `User.fromImage()`. Nothing is guessed, and 0 is refused:
   * `User.root()` takes an exception.
   */
  readonly user: number | User;
  /** The group that the program runs as. @default the number of the user */
  readonly group?: number;
  /** What the program needs. It is reserved, and it is the limit. */
  readonly resources: Resources;
  /** The TCP port that the program listens on. Below 1024, the pod gets the (safe) sysctl that lets it bind without a capability. */
  readonly portNumber?: number;
  /** More ports, or others than TCP. */
  readonly ports?: readonly kplus.ContainerPort[];
  /**
   * Where the program writes, and how much: `{ '/var/cache/nginx': '32Mi' }`. Everything else is read-only. What is there is gone with
   * the pod, and hides what the image has at that path.
   *
   * @default `/tmp` with 64Mi
   */
  readonly writablePaths?: Readonly<Record<string, string>>;
  /** Secrets, as files below `/etc/secrets`. */
  readonly secrets?: readonly SecretFile[];
  /** Environment variables. A secret in one is a finding: everything that the program starts or logs can see it. */
  readonly envVariables?: Readonly<Record<string, kplus.EnvValue>>;
  readonly envFrom?: readonly kplus.EnvFrom[];
  readonly command?: readonly string[];
  readonly args?: readonly string[];
  readonly workingDir?: string;
  readonly lifecycle?: kplus.ContainerLifecycle;
  /**
   * How long the program still gets requests after its pod was told to stop: until every proxy of the cluster knows. It is a part of the
   * `terminationGracePeriod` of the pod. From Kubernetes 1.30 on; the image needs no program for it. @default none
   */
  readonly preStopSleep?: Duration;
  /** More volumes, such as ConfigMaps. */
  readonly volumeMounts?: readonly kplus.VolumeMount[];
  /** @default Always: with a digest it costs one request, and it checks that the pod may have the image */
  readonly imagePullPolicy?: kplus.ImagePullPolicy;
}

/**
 * A container that runs until it is stopped.
 *
 * Decided by the kit: it is not root, has no capabilities, cannot gain privileges, has a read-only root filesystem with a sized `/tmp`,
 * the seccomp profile of the container runtime, and what it may use is what it reserves.
 */
export interface HardenedContainerProps extends CommonContainerProps {
  /** How the kubelet sees that the program works: it restarts one that does not. */
  readonly health: Health;
  /**
   * How the kubelet sees that the program may get requests. Needed where there is no port and `health` is a command.
   * @default it was healthy at its start, and its port accepts connections
   */
  readonly readiness?: Health;
  /** How the kubelet sees that the program has started: `health` does not count before. @default as `health`, for at most 150 seconds */
  readonly startup?: Health;
}

/** A container that ends on its own, as in a Job. */
export interface HardenedTaskContainerProps extends CommonContainerProps {
  /** How the kubelet sees that the program works. @default it ends, and the Job watches that */
  readonly health?: Health;
  /** How the kubelet sees that the program may get requests. Only with `health`. @default its port accepts connections */
  readonly readiness?: Health;
  /** How the kubelet sees that the program has started. Only with `health`. @default as `health`, for at most 150 seconds */
  readonly startup?: Health;
}

/** A container that runs before the others, or beside them as a native sidecar. */
export interface HardenedInitContainerProps extends CommonContainerProps {
  /** Only for sidecars: one that ends on its own needs none. */
  readonly health?: Health;
  /** Only for sidecars. @default its port accepts connections */
  readonly readiness?: Health;
  /** Only for sidecars: the containers after it wait for it. @default as `health`, for at most 150 seconds */
  readonly startup?: Health;
  /** `ALWAYS` makes it a sidecar, which runs as long as the pod. */
  readonly restartPolicy?: kplus.ContainerRestartPolicy;
}

/** A container as the rest of the kit sees it: judged, with the defaults filled in. */
export interface ContainerModel {
  readonly name: string;
  readonly user: User;
  readonly group: number | undefined;
  readonly resources: Resources;
  readonly writablePaths: Readonly<Record<string, string>>;
  readonly persistentPaths: Readonly<Record<string, PersistentPath>>;
  readonly secrets: readonly SecretFile[];
  readonly probes: Readonly<Record<string, object>>;
  readonly namedPort: NamedPort | undefined;
  readonly lowestPort: number;
  readonly isSidecar: boolean;
  /** In seconds. */
  readonly preStopSleep: number | undefined;
  /** What cdk8s-plus-28 can write of it. */
  readonly props: kplus.ContainerProps;
}

type AnyContainerProps = CommonContainerProps & {
  readonly health?: Health;
  readonly readiness?: Health;
  readonly startup?: Health;
  readonly persistentPaths?: Readonly<Record<string, string | PersistentPath>>;
  readonly restartPolicy?: kplus.ContainerRestartPolicy;
};

const COMMON_PROPS = [
  'name', 'image', 'user', 'group', 'resources', 'portNumber', 'ports', 'writablePaths', 'secrets', 'envVariables', 'envFrom', 'command',
  'args', 'workingDir', 'lifecycle', 'preStopSleep', 'volumeMounts', 'imagePullPolicy', 'health', 'readiness', 'startup',
] as const;

/** What kind of container it is decides what more it takes. */
export const containerProps = {
  running: new Set<string>(COMMON_PROPS),
  stateful: new Set<string>([...COMMON_PROPS, 'persistentPaths']),
  task: new Set<string>(COMMON_PROPS),
  init: new Set<string>([...COMMON_PROPS, 'restartPolicy']),
} as const;

/** A kind of container. */
export type ContainerRole = keyof typeof containerProps;

const DANGERS: Dangers = {
  privileged: 'a privileged container is root on the node',
  securityContext: 'the kit decides the security context; what a program needs of it has a prop of its own, such as user and writablePaths',
  allowPrivilegeEscalation: 'a setuid binary in the image would turn a process into root',
  capabilities: 'a capability is a part of root; a port below 1024 needs none here',
  readOnlyRootFilesystem: 'what breaks in writes a program that the next start runs; name the paths that are written in writablePaths',
  runAsUser: 'the prop is user',
  runAsNonRoot: 'it always holds',
  liveness: 'the prop is health',
  startupProbe: 'the prop is startup',
};

/** Judges the props of a container and fills in what the kit decides. */
export function modelOf(props: AnyContainerProps, role: ContainerRole, path: string, place: string): ContainerModel {
  refuseUnknownProps(props, containerProps[role], path, place, DANGERS);
  const refuse: Refuse = (code, prop, message, repair) => contradiction({ code, path, prop: `${place}${prop}`, message, repair });
  refuseMissing(props, role, refuse);
  refuseBadAmounts(props, path, place, refuse);
  refuseMissingNeeds(props, role === 'stateful', refuse);
  const user = userOf(props.user, refuse);
  const port = portOf(props, refuse);
  refuseSameCommand(props, role, port, refuse);
  const ports = [...(props.portNumber === undefined ? [] : [props.portNumber]), ...(props.ports ?? []).map(({ number }) => number)];
  return {
    name: props.name ?? 'main',
    user,
    group: props.group ?? user.id,
    resources: props.resources,
    writablePaths: withTmp(props),
    persistentPaths: Object.fromEntries(Object.entries(props.persistentPaths ?? {}).map(([path, claim]) => [path, claimOf(claim)])),
    secrets: props.secrets ?? [],
    probes: probesOf(props, port),
    namedPort: namedPortOf(props, port),
    lowestPort: Math.min(1024, ...ports),
    isSidecar: props.restartPolicy === kplus.ContainerRestartPolicy.ALWAYS,
    preStopSleep: props.preStopSleep?.toSeconds(),
    props: kplusProps(props, user),
  };
}

type Refuse = (code: string, prop: string, message: string, repair: string) => Error;

/** Where a probe that names no port finds one. */
const portOf = ({ portNumber }: AnyContainerProps, refuse: Refuse): PortOf => (declared) => {
  const port = declared ?? portNumber;
  if (port !== undefined) return port;
  throw refuse('CM5008', 'health', 'names no port, and the container has no portNumber', 'Set portNumber, or the port of the health check.');
};

/** A Job is not asked for requests. */
function refuseSameCommand(props: AnyContainerProps, role: ContainerRole, port: PortOf, refuse: Refuse): void {
  if (role === 'task' || !asksTheSameCommand(props, port)) return;
  const message = `${props.readiness === undefined ? 'is missing' : 'is as health'}: with one command for both, a program that is only busy would be restarted`;
  throw refuse('CM5006', 'readiness', message, 'Write a command that says whether it may get requests, or set portNumber: then it is whether connections are accepted.');
}

const claimOf = (claim: string | PersistentPath): PersistentPath => (typeof claim === 'string' ? { storage: claim } : claim);

/** What only the user can know. The types ask for it; who writes plain JavaScript is asked here. */
function refuseMissing(props: AnyContainerProps, role: ContainerRole, refuse: Refuse): void {
  const { image, resources, health } = props;
  if (!(image instanceof Image)) {
    const repair = 'Write Image.pinned(repository, tag, digest).';
    throw refuse('CM5003', 'image', 'is not pinned: whoever can push to the registry decides what runs', repair);
  }
  if (resources === undefined) {
    const repair = "Write what the program needs, such as { cpu: '200m', memory: '256Mi' }.";
    throw refuse('CM5091', 'resources', 'is missing: the container could take the memory of the whole node', repair);
  }
  if (health === undefined && (role === 'running' || role === 'stateful')) {
    const repair = "Write Health.http('/healthz'), Health.tcp() or Health.command(…).";
    throw refuse('CM5006', 'health', 'is missing: a program that hangs would go on getting requests', repair);
  }
  refuseUselessProbes(props, role, refuse);
}

function refuseUselessProbes({ health, readiness, startup, restartPolicy, lifecycle, preStopSleep }: AnyContainerProps, role: ContainerRole, refuse: Refuse): void {
  const given = Object.entries({ health, readiness, startup }).find(([, probe]) => probe !== undefined)?.[0];
  if (role === 'init' && given !== undefined && restartPolicy !== kplus.ContainerRestartPolicy.ALWAYS) {
    throw refuse('CM5092', given, 'is only for sidecars: an init container ends on its own', 'Remove it, or set restartPolicy to ALWAYS.');
  }
  if (given !== undefined && health === undefined) {
    throw refuse('CM5006', given, 'is there without health: a program that hangs would stay', 'Set health as well.');
  }
  if (preStopSleep !== undefined && lifecycle?.preStop !== undefined) {
    throw refuse('CM5014', 'preStopSleep', 'is there beside lifecycle.preStop: a container has one of them', 'Remove one of the two.');
  }
}

function refuseBadAmounts(props: AnyContainerProps, path: string, place: string, refuse: Refuse): void {
  for (const [key, value] of Object.entries(props.resources)) checkQuantity(value as string, `${place}resources.${key}`, path);
  for (const prop of ['writablePaths', 'persistentPaths'] as const) {
    for (const [key, value] of Object.entries(props[prop] ?? {})) {
      checkQuantity(typeof value === 'string' ? value : value.storage, `${place}${prop}["${key}"]`, path);
      if (!key.startsWith('/')) throw refuse('CM5007', `${prop}["${key}"]`, 'is not an absolute path', `Write "/${key}".`);
    }
  }
}

function userOf(user: number | User, refuse: Refuse): User {
  if (user instanceof User) return user;
  const repair = 'Write the number of the user that the image is built for, or User.fromImage().';
  if (user === undefined) throw refuse(NO_USER, 'user', 'is missing: what the image names may be root', repair);
  const problem = User.problemOf(user);
  if (problem !== undefined) throw refuse(NO_USER, 'user', `is refused: ${problem}`, repair);
  return User.of(user);
}

function withTmp({ writablePaths = {}, persistentPaths = {}, volumeMounts = [] }: AnyContainerProps): Readonly<Record<string, string>> {
  const taken = [...Object.keys(writablePaths), ...Object.keys(persistentPaths), ...volumeMounts.map(({ path }) => path)];
  return taken.some((path) => path.replace(/\/+$/, '') === '/tmp') ? writablePaths : { '/tmp': '64Mi', ...writablePaths };
}

/** What cdk8s-plus-28 can write. The rest is added to what it renders, see pod.ts. */
function kplusProps(props: AnyContainerProps, user: User): kplus.ContainerProps {
  return {
    name: props.name,
    image: props.image.toString(),
    portNumber: props.portNumber,
    ports: props.ports === undefined ? undefined : [...props.ports],
    command: props.command === undefined ? undefined : [...props.command],
    args: props.args === undefined ? undefined : [...props.args],
    workingDir: props.workingDir,
    envVariables: props.envVariables,
    envFrom: props.envFrom === undefined ? undefined : [...props.envFrom],
    lifecycle: props.lifecycle,
    volumeMounts: props.volumeMounts === undefined ? undefined : [...props.volumeMounts],
    imagePullPolicy: props.imagePullPolicy,
    restartPolicy: props.restartPolicy,
    resources: toKplusResources(props.resources),
    securityContext: {
      user: user.id, group: props.group ?? user.id, ensureNonRoot: user.id !== 0, capabilities: { drop: [kplus.Capability.ALL] },
    },
  };
}
