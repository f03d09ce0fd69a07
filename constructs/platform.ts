import type { IConstruct } from 'constructs';
import { CasemateError } from '../src/error';
import { minors, type Platform } from '../src/platform';

const CONTEXT_KEY = 'casemate.dev/platform';

/**
 * Says what the target cluster is, for everything below a scope. Call it once on the app, before anything is added to it.
 * What is not declared counts as absent: the kit then writes only what works everywhere, and says at synth what it left out.
 *
 * @example
 * ```ts
 * import { App } from 'cdk8s';
 * import { declarePlatform } from 'casemate/constructs';
 *
 * const app = new App();
 * declarePlatform(app, { kubernetes: '1.37', userNamespaces: true });
 * ```
 */
export function declarePlatform(scope: IConstruct, platform: Platform): void {
  if (platform.kubernetes !== undefined && !(minors as readonly string[]).includes(platform.kubernetes)) {
    throw new CasemateError({
      code: 'CM5010',
      message: `platform.kubernetes is ${platform.kubernetes}, which this kit does not know`,
      place: { field: 'kubernetes' },
      repair: `Write one of ${minors.join(', ')}.`,
    });
  }
  if (scope.node.children.length > 0) {
    throw new CasemateError({
      code: 'CM5011',
      message: 'the platform is declared after constructs were added, which have already asked for it',
      repair: 'Call declarePlatform(app, …) directly after new App().',
    });
  }
  scope.node.setContext(CONTEXT_KEY, platform);
}

/** What was declared for a construct; empty where nothing was. */
export function platformOf(construct: IConstruct): Platform {
  return (construct.node.tryGetContext(CONTEXT_KEY) as Platform | undefined) ?? {};
}
