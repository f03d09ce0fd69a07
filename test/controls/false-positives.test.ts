import { check } from '../../src/check/check';
import { Checker } from '../../src/check/checker';
import { catalogue } from '../../src/controls/index';
import { parseManifests } from '../../src/manifest/parse';
import { certificate } from '../support/credentials';

/** A manifest that looks like a mistake and is none, and the control that must stay silent. */
interface Harmless {
  readonly name: string;
  /** Where it was met: a report to another scanner, or a manifest of Kubernetes itself. */
  readonly met: string;
  readonly control: string;
  readonly yaml: string;
  /** The smallest change that makes it a mistake: proof that the control looks at all. */
  readonly but: readonly [text: string, becomes: string];
}

const pod = (lines: string): string => `apiVersion: v1\nkind: Pod\nmetadata: {name: web, namespace: shop}\nspec:\n  containers:\n  - name: web\n    image: web:1\n${lines}`;
const env = (name: string, value: string): string => pod(`    env:\n    - {name: ${name}, value: '${value}'}\n`);
const configMap = (key: string, value: string): string => `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: web}\ndata:\n  ${key}: ${JSON.stringify(value)}\n`;
const PLAINTEXT = 'pod-no-plaintext-credential';
const IN_CONFIGMAP = 'secret-no-configmap-secret';
const deployment = (labels: string, selector = labels): string =>
  `---\napiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web, namespace: shop}\nspec:\n  selector: {matchLabels: ${selector}}\n`
  + `  template:\n    metadata: {labels: ${labels}}\n    spec: {containers: [{name: web, image: 'web:1'}]}\n`;
const service = (selector: string): string => `---\napiVersion: v1\nkind: Service\nmetadata: {name: front, namespace: shop}\nspec: {selector: ${selector}, ports: [{port: 80}]}\n`;

const dns = `apiVersion: v1
kind: List
items:
- apiVersion: apps/v1
  kind: DaemonSet
  metadata: {name: cache, namespace: &here kube-system}
  spec: {selector: {matchLabels: {app: cache}}, template: {metadata: {labels: {app: cache}}, spec: {containers: [{name: cache, image: 'cache:1'}]}}}
- apiVersion: v1
  kind: Service
  metadata: {name: upstream, namespace: *here }
  spec: {selector: {app: dns}, ports: [{port: 53}]}
`;
const account = (metadata: string): string => `---\napiVersion: v1\nkind: ServiceAccount\nmetadata: ${metadata}\n`;
const binding = (kind: string, subject: string): string =>
  `---\napiVersion: rbac.authorization.k8s.io/v1\nkind: ${kind}\nmetadata: {name: b}\nroleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: view}\nsubjects: [${subject}]\n`;

const harmless: readonly Harmless[] = [
  { name: 'the folder of the secrets', met: 'kube-linter#1198', control: PLAINTEXT, yaml: env('SECRETS_DIR', '/mnt/secrets'), but: ['/mnt/secrets', 'redis://:b1c2@db'] },
  { name: 'the path of a key', met: 'kubescape#1839', control: PLAINTEXT, yaml: env('ML_SECRET_KEY_PATH', '/etc/ml_secret_key'), but: ["'/etc/ml_secret_key'", 'postgres://a:b1c2@db'] },
  { name: 'a reference into a key vault', met: 'the guide of akv2k8s', control: PLAINTEXT, yaml: env('TEST_PASSWORD', 'secret-inject@azurekeyvault'), but: ['secret-inject@azurekeyvault', 'hunter2'] },
  { name: 'a word of a template', met: 'guides of programs', control: PLAINTEXT, yaml: env('CF_API_TOKEN', 'YOUR_CLOUDFLARE_API_TOKEN'), but: ['YOUR_CLOUDFLARE_API_TOKEN', 'a1b2c3d4e5f6a7b8'] },
  { name: 'the name of a variable that a script replaces', met: 'manifests with sed', control: PLAINTEXT, yaml: env('JWT_SECRET', 'ENV_JWT_SECRET'), but: ["'ENV_JWT_SECRET'", 'kq83_jw7'] },
  { name: 'a switch', met: 'heketi', control: PLAINTEXT, yaml: env('USE_PASSWORD', 'yes'), but: ['yes', 'hunter2'] },
  { name: 'a verb of printf', met: 'manifests in programs', control: PLAINTEXT, yaml: env('ADMIN_PASSWORD', '%s'), but: ['%s', 'hunter2'] },
  { name: 'an expression of a pipeline', met: 'GitHub workflows', control: PLAINTEXT, yaml: env('DB_PASSWORD', '${{ secrets.DB_PASSWORD }}'), but: ['${{ secrets.DB_PASSWORD }}', 'hunter2'] },
  { name: 'another container variable', met: 'the documentation of Kubernetes', control: PLAINTEXT, yaml: pod("    args: ['--password=$(DB_PASSWORD)']\n"), but: ['$(DB_PASSWORD)', 'hunter2'] },
  { name: 'the flag of the API server', met: 'manifests of kubeadm', control: PLAINTEXT, yaml: pod("    command: ['kube-apiserver', '--authentication-token-webhook=true']\n"), but: ['-webhook=true', '=abcdef.0123456789abcdef'] },
  { name: 'server-tokens of nginx', met: 'trivy#3634', control: IN_CONFIGMAP, yaml: configMap('server-tokens', 'false'), but: ['server-tokens: "false"', 'server-token: "0a1b2c3d4e5f6a7b8c9d"'] },
  { name: 'a number of replicas', met: 'trivy KSV-0109 in a platform repository', control: IN_CONFIGMAP, yaml: configMap('external_secrets_replicas', '2'), but: ['secrets_replicas: "2"', 'password: "hunter2"'] },
  { name: 'a mail address', met: 'trivy KSV-01010 in a platform repository', control: IN_CONFIGMAP, yaml: configMap('admin_email', 'admin@shop.test'), but: ['admin_email', 'admin_password'] },
  { name: 'a program that reads a secret', met: 'trivy KSV-01010 in a platform repository', control: IN_CONFIGMAP, yaml: configMap('main.js', 'const secretKey = process.env.SECRET_KEY;\nlet password = readFile("/etc/secrets/p");\n'), but: ['let password = readFile(\\"/etc/secrets/p\\")', 'password = \\"hunter2\\"'] },
  { name: 'a certificate of an authority', met: 'kube-root-ca.crt', control: IN_CONFIGMAP, yaml: configMap('ca.crt', certificate), but: ['CERTIFICATE-----\\n', 'PRIVATE KEY-----\\n'] },
  { name: 'the zones of CoreDNS', met: 'cluster/addons/dns', control: IN_CONFIGMAP, yaml: configMap('Corefile', '.:53 {\n  errors\n  kubernetes cluster.local in-addr.arpa ip6.arpa {\n    pods insecure\n  }\n  forward . /etc/resolv.conf\n}\n'), but: ['errors', 'password=hunter2'] },
  { name: 'the labels that a StatefulSet adds', met: 'test/e2e/testing-manifests/statefulset', control: 'manifest-selector-matches', yaml: deployment('{app: db}') + service('{statefulset.kubernetes.io/pod-name: db-0}'), but: ['{statefulset.kubernetes.io/pod-name: db-0}', '{app: d}'] },
  { name: 'the label that a database adds to its leader', met: 'Patroni', control: 'manifest-selector-matches', yaml: deployment('{app: db}') + service('{app: db, role: master}'), but: ['{app: db, role: master}', '{app: bd, role: master}'] },
  { name: 'pods that an operator makes', met: 'kube-prometheus-stack', control: 'manifest-selector-matches', yaml: `${deployment('{app: web}')}---\napiVersion: monitoring.coreos.com/v1\nkind: Prometheus\nmetadata: {name: p, namespace: shop}\n${service('{app: prometheus}')}`, but: ['kind: Prometheus\n', 'kind: PrometheusRule\n'] },
  { name: 'the DNS of the cluster, which another file installs', met: 'cluster/addons/dns/nodelocaldns', control: 'manifest-selector-matches', yaml: dns, but: ['kube-system', 'shop'] },
  { name: 'an account that leaves its namespace to whoever applies it', met: 'test/e2e/testing-manifests/storage-csi/mock', control: 'rbac-no-dangling', yaml: account('{name: csi-mock}') + account('{name: other, namespace: shop}') + binding('ClusterRoleBinding', '{kind: ServiceAccount, name: csi-mock, namespace: shop}'), but: ['{name: csi-mock}', '{name: csi-fake}'] },
  { name: 'a subject that leaves its namespace to whoever applies it', met: 'test/e2e/testing-manifests/storage-csi/hostpath', control: 'rbac-no-dangling', yaml: account('{name: csi-mock, namespace: shop}') + account('{name: other}') + binding('RoleBinding', '{kind: ServiceAccount, name: csi-mock}'), but: ['{name: csi-mock', '{name: csi-fake'] },
  { name: 'a switch for sudo', met: 'CI runners', control: 'pod-no-ssh-or-sudo', yaml: pod("    args: ['--sudo=false', '/etc/ssh/sshd_config']\n"), but: ['--sudo=false', 'sudo id'] },
  { name: 'a folder of the runtime without a socket', met: 'cluster/addons/metadata-agent', control: 'pod-no-runtime-socket', yaml: `${pod('')}  volumes:\n  - {name: a, hostPath: {path: /var/lib/docker/containers}}\n`, but: ['/var/lib/docker/containers', '/var/run'] },
  { name: 'a pod that the scheduler has placed', met: 'kubectl get pod -o yaml', control: 'pod-no-control-plane-placement', yaml: `${pod('')}  nodeName: node-1\nstatus:\n  conditions: [{type: PodScheduled, status: 'True'}]\n`, but: ['conditions: [', 'x: ['] },
  { name: 'the token that Kubernetes mounts itself', met: 'kubectl get pod -o yaml', control: 'serviceaccount-short-lived-token', yaml: `${pod('')}  volumes:\n  - name: kube-api-access\n    projected: {sources: [{serviceAccountToken: {path: token, expirationSeconds: 3607}}, {configMap: {name: kube-root-ca.crt}}]}\n`, but: ['3607', '7200'] },
];

const found = (yaml: string): readonly string[] => {
  const { manifests, problems } = parseManifests(yaml, 'case.yaml');
  expect(problems).toEqual([]);
  const checker = new Checker();
  for (const { object, file } of manifests) checker.add({ object, file });
  return checker.report().findings.map(({ control }) => control);
};

test.each(harmless.map((one) => [one.name, one] as const))('%s', (_name, { control, yaml, but: [text, becomes] }) => {
  expect(catalogue.map(({ id }) => id)).toContain(control);
  expect(yaml).toContain(text);
  expect(found(yaml)).not.toContain(control);
  expect(found(yaml.replace(text, becomes))).toContain(control);
});

test('no output of a check holds what it found', () => {
  const value = 'hunter2-and-more';
  const objects = [
    { apiVersion: 'v1', kind: 'Secret', metadata: { name: 's' }, stringData: { password: value }, dato: { password: value } },
    { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'c' }, data: { password: value, 'app.ini': `password=${value}` } },
    {
      apiVersion: 'v1', kind: 'Pod', metadata: { name: 'p', annotations: { password: value } },
      spec: {
        securityContext: { password: value }, volumes: [{ name: 'v', hostPath: { path: '/' } }],
        containers: [{
          name: 'web', image: 'web', env: [{ name: 'PASSWORD', value }, { name: 'URL', value: `https://a:${value}@b` }], envv: [{ name: 'PASSWORD', value }],
          command: ['sh', '-c', `sudo mysql -p${value}`], args: ['--password', value, `--token=${value}`], volumeMounts: [{ name: 'v', mountPath: '/v' }],
        }],
      },
    },
  ];
  const report = check(objects);
  expect(report.findings.length).toBeGreaterThan(20);
  expect(JSON.stringify(report)).not.toContain('hunter2');
});
