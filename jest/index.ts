// The matchers are added to its types.
import type {} from 'expect';
import type { CheckOptions } from '../src/check/options';
import type { ControlMetadata } from '../src/controls/control';
import { type GoldenOptions, toMatchGolden } from './golden';
import { type FindingOptions, toHaveFinding } from './have-finding';
import { toSatisfyControls } from './satisfy-controls';

export type { MatcherContext, MatcherResult } from './matcher';
export type { FindingOptions, GoldenOptions };

/**
 * Matchers for Jest, over a chart or an app of cdk8s, objects, or YAML. They judge as `casemate check` does; where the app declares its
 * platform, that holds.
 *
 * @example
 * ```ts
 * import { controls } from 'casemate';
 * import { matchers } from 'casemate/jest';
 *
 * expect.extend(matchers);
 *
 * test('the pod shares nothing with its node', () => {
 *   const pod = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'web' }, spec: { hostPID: true, containers: [] } };
 *   expect(pod).toHaveFinding(controls.podNoHostPid, { field: 'spec.hostPID' });
 *   expect(pod).not.toHaveFinding('pod-no-host-network');
 *   expect({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop' } }).toSatisfyControls({ profile: 'pss-restricted' });
 * });
 * ```
 */
export const matchers = { toSatisfyControls, toHaveFinding, toMatchGolden };

/** What {@link matchers} add to `expect()`. */
export interface ControlMatchers<R> {
  /** Every control of the profile holds, and everything could be judged. */
  toSatisfyControls(options?: CheckOptions): R;
  /** A control fails, in a field where one is named. */
  toHaveFinding(control: ControlMetadata | string, options?: FindingOptions): R;
  /** What is written is what was recorded in a YAML file beside the test, and fails only the controls that are named. */
  toMatchGolden(file: string, options?: GoldenOptions): R;
}

declare module 'expect' {
  // The parameters are those of the interface that this adds to.
  // eslint-disable-next-line @typescript-eslint/no-unused-vars, @typescript-eslint/no-empty-object-type
  interface Matchers<R extends void | Promise<void>, T> extends ControlMatchers<R> {}
}

declare global {
  // eslint-disable-next-line @typescript-eslint/no-namespace
  namespace jest {
    // eslint-disable-next-line @typescript-eslint/no-unused-vars, @typescript-eslint/no-empty-object-type
    interface Matchers<R, T> extends ControlMatchers<R> {}
  }
}
