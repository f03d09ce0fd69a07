import type { IConstruct } from 'constructs';
import { CasemateError } from '../src/error';
import { completed, latestMinor, minorNumber, minors, type Platform, platformContext } from '../src/platform';

/**
 * Says what the target cluster is, for everything below a scope. Call it once on the app, before anything is added to it.
 * What is not declared counts as absent: the kit then writes only what works everywhere, and says at synth what it left out.
 *
 * @throws CasemateError `CM5010` for a minor that is not known, `CM5011` for a call that comes too late, `CM5015` for a platform on which
 * nothing that the kit writes would run, or that contradicts itself.
 * @example
 * ```ts
 * import { App } from 'cdk8s';
 * import { declarePlatform } from 'casemate/constructs';
 *
 * const app = new App();
 * declarePlatform(app, { kubernetes: '1.37', nodeOs: 'ubuntu', userNamespaces: true, supplementalGroupsPolicy: true });
 * ```
 */
export function declarePlatform(scope: IConstruct, platform: Platform): void {
  const known = checked(platform);
  if (scope.node.children.length > 0) throw declaredTooLate('the platform is', 'declarePlatform(app, …)');
  scope.node.setContext(platformContext, known);
}

/** What comes late would hold for a part of the app. */
export const declaredTooLate = (what: string, call: string): CasemateError => new CasemateError({
  code: 'CM5011', message: `${what} declared after constructs were added, which have already asked for it`, repair: `Call ${call} directly after new App().`,
});

/** A platform with what follows from the rest of it; one on which nothing would run is refused. */
export function checked(platform: Platform): Platform {
  if (platform.kubernetes !== undefined && !(minors as readonly string[]).includes(platform.kubernetes)) {
    throw refused('CM5010', 'kubernetes', `is ${platform.kubernetes}, which this kit does not know`, `Write one of ${minors.join(', ')}.`);
  }
  refuseForeign(platform);
  refuseContradictions(platform);
  return completed(platform);
}

/** What was declared for a construct; empty where nothing was. */
export function platformOf(construct: IConstruct): Platform {
  return (construct.node.tryGetContext(platformContext) as Platform | undefined) ?? {};
}

/** Whether the cluster is of this minor or a later one. */
export const isAtLeast = (platform: Platform, minor: number): boolean => minorNumber(platform.kubernetes ?? latestMinor) >= minor;

const refused = (code: string, field: keyof Platform, message: string, repair: string): CasemateError =>
  new CasemateError({ code, message: `platform.${field} ${message}. ${repair}`, place: { field }, repair });

/** Where nothing would start. */
function refuseForeign({ nodeOs, mesh }: Platform): void {
  if (nodeOs === 'windows') {
    const repair = 'Declare the system of the Linux nodes; the pods of the kit are placed on those.';
    throw refused('CM5015', 'nodeOs', 'is windows: users, capabilities, seccomp and read-only root filesystems do not exist there', repair);
  }
  if (mesh === 'istio-init' || mesh === 'linkerd-init') {
    const cni = mesh === 'istio-init' ? 'istio-cni' : 'linkerd-cni';
    const repair = `Install the CNI plug-in of the mesh and declare mesh: '${cni}'.`;
    throw refused('CM5015', 'mesh', `is ${mesh}: its init container needs NET_ADMIN, and Pod Security restricted refuses every pod with it`, repair);
  }
}

function refuseContradictions(platform: Platform): void {
  const { appArmor, nodeOs } = platform;
  if (appArmor === true && completed({ ...platform, appArmor: undefined }).appArmor === false) {
    const repair = 'Leave appArmor out, or declare the system that the nodes really have.';
    throw refused('CM5015', 'appArmor', `is true, but ${nodeOs ?? ''} has none: no pod would start`, repair);
  }
  for (const capability of ['userNamespaces', 'supplementalGroupsPolicy'] as const) {
    if (platform[capability] !== true || isAtLeast(platform, 33)) continue;
    const repair = `Leave ${capability} out, or declare the minor that the cluster really has.`;
    throw refused('CM5015', capability, `is true, but Kubernetes has it on by default only since 1.33, not in ${platform.kubernetes ?? ''}`, repair);
  }
}
