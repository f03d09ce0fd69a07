export type { Platform } from '../src/platform';
export { fromChart } from './from-chart';
export { hardenResource, type HardenedResource } from './harden-resource';
export { type HardenLog, type HardenMode, hardenModes, hardenStack, type HardenStackOptions, hardenTransform } from './harden-stack';
export type { ResourceArgs } from './held-objects';
export { hardenPolicies, type HardenPoliciesOptions } from './policies';
