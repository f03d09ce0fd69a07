import type { IConstruct } from 'constructs';
import { configure, type Parameters } from '../src/check/parameters';
import { catalogue } from '../src/controls/index';
import { declaredTooLate } from './platform';

const parametersContext = 'casemate.dev/parameters';

const NOTHING: Parameters = {};

/**
 * Tells controls with parameters what they ask for, for everything below a scope: the registries that images may come from. It is what
 * `parameters` is in `casemate.config`. A control that nobody tells anything is not judged. Call it once on the app, before anything is added to it.
 *
 * @throws CasemateError `CM4202` for values that no control takes, `CM5011` for a call that comes too late.
 * @example
 * ```ts
 * import { App } from 'cdk8s';
 * import { declareParameters } from 'casemate/constructs';
 *
 * const app = new App();
 * declareParameters(app, { 'admission-registry-allowlist': { registries: ['registry.example.com/shop'] } });
 * ```
 */
export function declareParameters(scope: IConstruct, parameters: Parameters): void {
  configure([], parameters, catalogue);
  if (scope.node.children.length > 0) throw declaredTooLate('parameters are', 'declareParameters(app, …)');
  scope.node.setContext(parametersContext, parameters);
}

/** What was declared for a construct; the very same value for all of an app. */
export const parametersOf = (construct: IConstruct): Parameters => (construct.node.tryGetContext(parametersContext) as Parameters | undefined) ?? NOTHING;
