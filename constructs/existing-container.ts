import type { JsonValue } from '../src/manifest/object';
import { parseImageReference } from '../src/images/reference';
import { contradiction } from './contradiction';
import { knownImage } from './known-images';
import { refuseMissingNeeds } from './known-needs';
import type { KnownContainer } from './known-workload';
import { readOnlyAllTheWay } from './pod-shape';
import { namedPortOf, type Probed, probesOf } from './probes';
import { toResourceRequirements } from './resources';
import { TOKEN_DIRECTORY, TOKEN_VOLUME } from './token-volume';
import { User } from './user';

type Fields = Readonly<Record<string, JsonValue>>;

/** A container, and the volumes of its pod with those that it needs. */
interface Filled {
  readonly container: Fields;
  readonly volumes: readonly Fields[];
}

/** What counts for every container of a workload. */
export interface Around {
  /** Whether it gets a token of the Kubernetes API. */
  readonly callsApi: boolean;
  /** Whether what is read-only can be so all the way down. */
  readonly isRecursive: boolean;
  /** Where mistakes are seen. */
  readonly path: string;
}

/** Writes what is known of a container into it. */
export function fillContainer(container: Fields, known: KnownContainer, volumes: readonly Fields[], { callsApi, isRecursive, path }: Around): Filled {
  const scratch = scratchOf(container, known, new Set(volumes.map(({ name }) => String(name))));
  const bounds = boundsOf(container, known);
  const mounts = [...list(container['volumeMounts']), ...scratch.map(({ mountPath, name }) => ({ name, mountPath })), ...(callsApi ? [TOKEN_MOUNT] : [])];
  const { image, imagePullPolicy, resources } = known;
  return {
    container: {
      ...container,
      ...(image === undefined ? {} : { image: image.toString(), imagePullPolicy: imagePullPolicy ?? container['imagePullPolicy'] ?? 'Always' }),
      ...(resources === undefined ? {} : { resources: toResourceRequirements(resources, [...scratch.map(({ sizeLimit }) => sizeLimit), ...bounds.values()]) }),
      ...(mounts.length === 0 ? {} : { volumeMounts: isRecursive ? mounts.map(readOnlyAllTheWay) : mounts }),
      securityContext: { privileged: false, ...(container['securityContext'] as Fields | undefined), ...securityOf(known) },
      ...probed(container, known, path),
    },
    volumes: [...volumes.map((volume) => bounded(volume, bounds)), ...scratch.map(({ name, sizeLimit }) => ({ name, emptyDir: { sizeLimit } }))],
  };
}

const TOKEN_MOUNT: Fields = { name: TOKEN_VOLUME, mountPath: TOKEN_DIRECTORY, readOnly: true };

function securityOf({ user, group, writablePaths }: KnownContainer): Fields {
  const id = user instanceof User ? user.id : user;
  return {
    ...(user === undefined ? {} : { runAsNonRoot: id !== 0 }),
    ...(id === undefined ? {} : { runAsUser: id }),
    ...(group ?? id) === undefined ? {} : { runAsGroup: group ?? id as number },
    ...(writablePaths === undefined ? {} : { readOnlyRootFilesystem: true }),
  };
}

interface Scratch {
  readonly name: string;
  readonly mountPath: string;
  readonly sizeLimit: string;
}

/** Where the program writes and nothing is mounted yet. `/tmp` comes with it: nearly every program takes it for writable. */
function scratchOf(container: Fields, { writablePaths, resources }: KnownContainer, taken: ReadonlySet<string>): readonly Scratch[] {
  if (writablePaths === undefined && resources === undefined) return [];
  const mounted = new Set(mountPathsOf(container).map(plain));
  const names = new Set(taken);
  return Object.entries({ '/tmp': '64Mi', ...writablePaths }).filter(([path]) => !mounted.has(plain(path))).map(([mountPath, sizeLimit]) => {
    const readable = `${String(container['name'])}-${mountPath.toLowerCase().replace(/[^a-z0-9]+/g, '-').replace(/^-|-$/g, '')}`.slice(0, 60).replace(/-+$/, '');
    let name = readable;
    for (let number = 2; names.has(name); number++) name = `${readable}-${number}`;
    names.add(name);
    return { name, mountPath, sizeLimit };
  });
}

/** How much a program writes into volumes that are mounted already, by their names. */
function boundsOf(container: Fields, { writablePaths = {} }: KnownContainer): ReadonlyMap<string, string> {
  const sizes = new Map(Object.entries(writablePaths).map(([path, size]) => [plain(path), size]));
  return new Map(list(container['volumeMounts']).flatMap(({ name, mountPath }) => {
    const size = sizes.get(plain(String(mountPath)));
    return size === undefined ? [] : [[String(name), size] as const];
  }));
}

function bounded(volume: Fields, bounds: ReadonlyMap<string, string>): Fields {
  const sizeLimit = bounds.get(String(volume['name']));
  const { emptyDir } = volume;
  return sizeLimit === undefined || emptyDir === undefined ? volume : { ...volume, emptyDir: { ...(emptyDir as Fields | null), sizeLimit } };
}

const plain = (path: string): string => path.replace(/\/+$/, '');

const mountPathsOf = (container: Fields): readonly string[] => list(container['volumeMounts']).map(({ mountPath }) => String(mountPath));

/** The probes, and the name that one of them calls a port by. */
function probed(container: Fields, known: KnownContainer, path: string): Fields {
  if (known.health === undefined) return {};
  const declared = list(container['ports']);
  const tcp = declared.filter(({ protocol = 'TCP' }) => protocol === 'TCP');
  const ports = tcp.map(({ containerPort, name }) => ({ number: Number(containerPort), ...(name === undefined ? {} : { name: String(name) }) }));
  const [only, ...more] = ports;
  const from: Probed = { health: known.health, ports, ...(known.readiness && { readiness: known.readiness }), ...(known.startup && { startup: known.startup }) };
  const port = (asked: number | undefined): number => {
    const found = asked ?? (more.length === 0 ? only?.number : undefined);
    if (found !== undefined) return found;
    throw contradiction({
      code: 'CM5008', path, prop: `containers["${String(container['name'])}"].health`,
      message: `names no port, and the container declares ${ports.length === 0 ? 'none' : 'several'}`, repair: 'Set the port of the health check.',
    });
  };
  const sole = more.length === 0 && only !== undefined ? { portNumber: only.number } : {};
  const named = namedPortOf({ ...from, ...sole }, port);
  const rename = (one: Fields): Fields => (one['containerPort'] === named?.number && (one['protocol'] ?? 'TCP') === 'TCP' ? { name: named?.name ?? '', ...one } : one);
  return { ...(declared.length === 0 ? {} : { ports: declared.map(rename) }), ...(probesOf({ ...from, ...sole }, port) as Fields) };
}

/** Tells of a well-known image before it is deployed what would keep it from running, with the exact prop to add. */
export function refuseUnfit(container: Fields, known: KnownContainer, path: string): void {
  const reference = parseImageReference(String(container['image'] ?? ''));
  const repository = known.image?.repository ?? (reference === undefined ? undefined : `${reference.registry}/${reference.repository}`);
  const { runAsUser, runAsGroup } = (container['securityContext'] ?? {}) as Fields;
  const user = known.user ?? (typeof runAsUser === 'number' && runAsUser > 0 ? runAsUser : undefined);
  if (repository === undefined || user === undefined) return;
  const group = known.group ?? (known.user === undefined && typeof runAsGroup === 'number' ? runAsGroup : undefined);
  const writable = list(container['volumeMounts']).filter(({ readOnly }) => readOnly !== true).map(({ mountPath }) => ({ path: String(mountPath) }));
  refuseMissingNeeds({
    image: { repository }, user, ...(group === undefined ? {} : { group }), writablePaths: known.writablePaths ?? {}, volumeMounts: writable,
    envVariables: variablesOf(container, repository),
  }, false, (code, prop, message, repair) => contradiction({ code, path, prop: `containers["${String(container['name'])}"].${prop}`, message, repair }));
}

/** What comes out of a ConfigMap or a Secret as a whole may be any of the variables that the image needs. */
function variablesOf(container: Fields, repository: string): Readonly<Record<string, unknown>> {
  const fromElsewhere = list(container['envFrom']).length === 0 ? {} : knownImage(repository)?.environment;
  return { ...fromElsewhere, ...Object.fromEntries(list(container['env']).map(({ name, value }) => [String(name), value])) };
}

const list = (value: JsonValue | undefined): readonly Fields[] => (Array.isArray(value) ? (value as readonly Fields[]) : []);
