import type { Exception } from '../../../src/check/exceptions/exception';
import { formatLedger } from '../../../src/check/exceptions/ledger';
import type { KubernetesObject } from '../../../src/manifest/object';

/** The day that the tests take for today. */
export const now = new Date('2026-11-24T12:00:00Z');

/** A Deployment with two containers, of which the agent runs as root. */
export const deployment: KubernetesObject = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'web', namespace: 'shop' },
  spec: {
    selector: { matchLabels: { app: 'web' } },
    template: {
      metadata: { labels: { app: 'web' } },
      spec: {
        securityContext: { seccompProfile: { type: 'RuntimeDefault' } },
        containers: [
          { name: 'web', image: 'web:1', securityContext: { runAsNonRoot: true } },
          { name: 'agent', image: 'agent:1', securityContext: { runAsNonRoot: false } },
        ],
      },
    },
  },
};

/** The object as a finding names it. */
export const object = { apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'shop', name: 'web' };

/** An exception that holds for it. */
export const exception: Exception = {
  control: 'pod-run-as-non-root',
  object,
  containers: ['agent'],
  reason: 'the vendor agent chowns its hostPath at start',
  owner: 'team-payments',
  ticket: 'SEC-123',
  expires: '2027-02-28',
};

/** A ledger with these changes to the exception. */
export const ledger = (...changes: readonly Partial<Exception>[]): string => formatLedger(changes.map((change) => ({ ...exception, ...change })));
