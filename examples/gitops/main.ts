import { ApiObject, App, Chart } from 'cdk8s';
import { declarePlatform, Hardening } from 'casemate/constructs';

// What Argo CD or Flux need to bring dist/ into a cluster. Each chart is one file: apply the one of your tool, by hand and once.
const repository = 'https://git.example.com/shop/platform.git';
const revision = 'v1.4.2';
const namespace = 'shop';
/** The account that everything is applied as: it may do in the namespace what the shop needs, and nothing outside of it. */
const deployer = 'shop-deployer';

const app = new App();
declarePlatform(app, { kubernetes: '1.37' });

const argo = new Chart(app, 'argo-cd', { namespace: 'argocd', disableResourceNameHashes: true });
const server = 'https://kubernetes.default.svc';

// The project is what keeps the applications in it from everything else: one repository, one namespace, the kinds that the shop is made of.
const project = new ApiObject(argo, 'project', {
  apiVersion: 'argoproj.io/v1alpha1', kind: 'AppProject', metadata: { name: 'shop' },
  spec: {
    description: 'The shop, and nothing else.',
    sourceRepos: [repository],
    destinations: [{ server, namespace }],
    clusterResourceWhitelist: [{ group: '', kind: 'Namespace', name: namespace }],
    namespaceResourceWhitelist: [
      ...['ConfigMap', 'LimitRange', 'ResourceQuota', 'Service', 'ServiceAccount'].map((kind) => ({ group: '', kind })),
      ...['Deployment', 'StatefulSet'].map((kind) => ({ group: 'apps', kind })),
      ...['CronJob', 'Job'].map((kind) => ({ group: 'batch', kind })),
      ...['ExternalSecret', 'SecretStore'].map((kind) => ({ group: 'external-secrets.io', kind })),
      ...['Ingress', 'NetworkPolicy'].map((kind) => ({ group: 'networking.k8s.io', kind })),
      { group: 'policy', kind: 'PodDisruptionBudget' },
      ...['Role', 'RoleBinding'].map((kind) => ({ group: 'rbac.authorization.k8s.io', kind })),
    ],
    // Without these, everything is applied with the rights of Argo CD itself, which are those of the cluster.
    destinationServiceAccounts: [{ server, namespace, defaultServiceAccount: deployer }],
    // Only commits that somebody signed whose key is here.
    signatureKeys: [{ keyID: '4AEE18F83AFDEB23' }],
    orphanedResources: { warn: true },
  },
});

const application = new ApiObject(argo, 'application', {
  apiVersion: 'argoproj.io/v1alpha1', kind: 'Application', metadata: { name: 'shop' },
  spec: {
    project: project.name,
    source: { repoURL: repository, targetRevision: revision, path: 'dist', directory: { include: 'shop.k8s.yaml' } },
    destination: { server, namespace },
    // What somebody changes by hand in the cluster is undone; what is taken out of dist/ goes.
    syncPolicy: {
      automated: { prune: true, selfHeal: true },
      syncOptions: ['CreateNamespace=false', 'FailOnSharedResource=true', 'ServerSideApply=true'],
    },
    revisionHistoryLimit: 5,
  },
});
application.addDependency(project);

const flux = new Chart(app, 'flux', { namespace: 'flux-system', disableResourceNameHashes: true });

// Only what is signed is taken, and of that only what was synthesized.
const source = new ApiObject(flux, 'source', {
  apiVersion: 'source.toolkit.fluxcd.io/v1', kind: 'GitRepository', metadata: { name: 'shop' },
  spec: {
    interval: '5m', timeout: '60s', url: repository, ref: { tag: revision },
    verify: { mode: 'TagAndHEAD', secretRef: { name: 'shop-signers' } },
    ignore: '/*\n!/dist\n',
  },
});

const kustomization = new ApiObject(flux, 'kustomization', {
  apiVersion: 'kustomize.toolkit.fluxcd.io/v1', kind: 'Kustomization', metadata: { name: 'shop' },
  spec: {
    interval: '10m', retryInterval: '2m', timeout: '5m', path: './dist', prune: true, wait: true, force: false,
    sourceRef: { kind: 'GitRepository', name: source.name },
    targetNamespace: namespace,
    // Without it, everything is applied with the rights of Flux itself, which are those of the cluster.
    serviceAccountName: deployer,
  },
});
kustomization.addDependency(source);

Hardening.of(app).apply();
app.synth();
