import { ApiObject } from 'cdk8s';
import type { Construct } from 'constructs';
import { Health, type KnownWorkload } from '../../constructs/index';
import { container } from './cdk8s';

const { image, resources } = container;

/** What makes a container of an old manifest one that nobody complains of, where it ends on its own. */
export const task = { image, user: 10_001, resources, writablePaths: {} };

/** The same where it runs until it is stopped. */
export const known = { ...task, health: Health.http('/healthz') };

/** What makes a workload of one container so. */
export const all: KnownWorkload = { enableServiceLinks: false, containers: { main: known } };

/** What is different about a workload. */
export interface Old {
  readonly kind?: string;
  readonly name?: string;
  readonly main?: Readonly<Record<string, unknown>>;
  readonly pod?: Readonly<Record<string, unknown>>;
  readonly spec?: Readonly<Record<string, unknown>>;
}

/** A workload as it was written years ago. */
export function old(scope: Construct, { kind = 'Deployment', name = 'web', main = {}, pod = {}, spec = {} }: Old = {}): ApiObject {
  const template = {
    metadata: { labels: { app: name } },
    spec: { containers: [{ name: 'main', image: 'registry.example.com/web:latest', ports: [{ containerPort: 8080 }], ...main }], ...pod },
  };
  const apiVersion = kind.endsWith('Job') ? 'batch/v1' : 'apps/v1';
  const rest = kind === 'CronJob' ? { schedule: '0 3 * * *', jobTemplate: { spec: { template: { ...template, metadata: {} } } } } : { selector: { matchLabels: { app: name } }, template };
  return new ApiObject(scope, name, { apiVersion, kind, metadata: { name }, spec: { ...rest, ...spec } });
}
