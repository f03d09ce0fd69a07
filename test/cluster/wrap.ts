import type { KubernetesObject } from '../../src/manifest/object';

/** Makes workloads of other kinds around a pod. */
export const wrappers: Readonly<Record<string, (pod: KubernetesObject) => KubernetesObject>> = {
  Pod: (pod) => pod,
  Deployment: (pod) => ({
    apiVersion: 'apps/v1', kind: 'Deployment', metadata: nameOf(pod),
    spec: { selector: { matchLabels: { app: 'x' } }, template: templateOf(pod) },
  }),
  CronJob: (pod) => ({
    apiVersion: 'batch/v1', kind: 'CronJob', metadata: nameOf(pod),
    spec: { schedule: '0 0 * * *', jobTemplate: { spec: { template: templateOf(pod, { restartPolicy: 'Never' }) } } },
  }),
};

/** The workload of a kind around a pod. */
export function wrap(kind: string, pod: KubernetesObject): KubernetesObject {
  const wrapper = wrappers[kind];
  if (wrapper === undefined) throw new Error(`Nothing makes a ${kind}.`);
  return wrapper(pod);
}

/** Some fixtures have names that the API server refuses. */
export const withValidName = (pod: KubernetesObject): KubernetesObject => ({
  ...pod, metadata: { ...pod.metadata, name: (pod.metadata?.name ?? 'pod').replaceAll('_', '-') },
});

const nameOf = ({ metadata }: KubernetesObject): { readonly name: string } => ({ name: metadata?.name ?? 'x' });

function templateOf({ metadata, spec }: KubernetesObject, more: object = {}): object {
  return { metadata: { labels: { app: 'x' }, annotations: metadata?.annotations ?? {} }, spec: { ...(spec as object), ...more } };
}
