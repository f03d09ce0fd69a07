// Writes the corpus of the benchmark: 10,000 objects in 100 files, a namespace a file, about 7 MB. Half of the workloads are hardened, half sloppy.
// There is no chance in it: the same text every time.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Writes the files, and returns how much there is. */
export function writeCorpus(directory, namespaces = 100) {
  mkdirSync(directory, { recursive: true });
  let objects = 0;
  let bytes = 0;
  let lines = 0;
  for (let index = 0; index < namespaces; index++) {
    const documents = documentsOf(index);
    const text = `${documents.join('---\n')}`;
    writeFileSync(join(directory, `team-${String(index).padStart(3, '0')}.yaml`), text);
    objects += documents.length;
    bytes += text.length;
    lines += text.split('\n').length - 1;
  }
  return { files: namespaces, objects, bytes, lines };
}

function documentsOf(namespaceIndex) {
  const space = `team-${String(namespaceIndex).padStart(3, '0')}`;
  return KINDS.flatMap(([write, count]) => Array.from({ length: count }, (_, index) => write(space, index, (namespaceIndex + index) % 2 === 0)));
}

const digestOf = (index) => (index * 2654435761).toString(16).padStart(64, '0').slice(-64);

function namespace(space, _index, hardened) {
  const labels = hardened ? `
    pod-security.kubernetes.io/enforce: restricted
    pod-security.kubernetes.io/enforce-version: v1.37
    pod-security.kubernetes.io/audit: restricted
    pod-security.kubernetes.io/audit-version: v1.37
    pod-security.kubernetes.io/warn: restricted
    pod-security.kubernetes.io/warn-version: v1.37` : '';
  return `apiVersion: v1
kind: Namespace
metadata:
  name: ${space}
  labels:
    owner: ${space}${labels}
`;
}

const metadata = (space, name, part) => `metadata:
  name: ${name}
  namespace: ${space}
  labels:
    app.kubernetes.io/name: ${name}
    app.kubernetes.io/part-of: ${space}
    app.kubernetes.io/component: ${part}
  annotations:
    example.com/contact: ${space}@example.com
`;

function deployment(space, index, hardened) {
  const name = `app-${index}`;
  return `apiVersion: apps/v1
kind: Deployment
${metadata(space, name, 'server')}spec:
  replicas: ${1 + (index % 4)}
  revisionHistoryLimit: 3
  selector:
    matchLabels:
      app.kubernetes.io/name: ${name}
  strategy:
    type: RollingUpdate
    rollingUpdate:
      maxUnavailable: 0
      maxSurge: 25%
  template:
    metadata:
      labels:
        app.kubernetes.io/name: ${name}
        app.kubernetes.io/part-of: ${space}
    spec:
${hardened ? hardenedPod(space, name, index) : sloppyPod(space, name, index)}`;
}

const environment = (space, name) => `          env:
            - name: LOG_LEVEL
              value: info
            - name: SERVICE_NAME
              value: ${name}
            - name: UPSTREAM
              value: http://backend.${space}.svc.cluster.local:8080
            - name: POD_NAME
              valueFrom:
                fieldRef:
                  fieldPath: metadata.name
`;

const hardenedPod = (space, name, index) => `      serviceAccountName: account-${index % 10}
      automountServiceAccountToken: false
      hostUsers: false
      securityContext:
        runAsNonRoot: true
        runAsUser: ${10000 + index}
        runAsGroup: ${10000 + index}
        fsGroup: ${10000 + index}
        seccompProfile:
          type: RuntimeDefault
      containers:
        - name: ${name}
          image: registry.example.com/${space}/${name}:1.${index}.0@sha256:${digestOf(index)}
          imagePullPolicy: IfNotPresent
          ports:
            - name: http
              containerPort: 8080
              protocol: TCP
${environment(space, name)}          securityContext:
            allowPrivilegeEscalation: false
            readOnlyRootFilesystem: true
            capabilities:
              drop:
                - ALL
          resources:
            requests:
              cpu: 100m
              memory: 256Mi
              ephemeral-storage: 64Mi
            limits:
              memory: 256Mi
              ephemeral-storage: 128Mi
          livenessProbe:
            httpGet:
              path: /healthz
              port: http
            periodSeconds: 10
          readinessProbe:
            httpGet:
              path: /ready
              port: http
          volumeMounts:
            - name: tmp
              mountPath: /tmp
      volumes:
        - name: tmp
          emptyDir:
            sizeLimit: 64Mi
`;

const sloppyPod = (space, name, index) => `${index % 5 === 1 ? '      hostNetwork: true\n' : ''}      containers:
        - name: ${name}
          image: ${space}/${name}:latest
          ports:
            - containerPort: 8080
${environment(space, name)}            - name: PASSWORD
              valueFrom:
                secretKeyRef:
                  name: database
                  key: password
${index % 7 === 3 ? '          securityContext:\n            privileged: true\n' : ''}${index % 4 === 1 ? SLOPPY_SIDECAR : ''}${index % 3 === 2 ? '      volumes:\n        - name: socket\n          hostPath:\n            path: /var/run/docker.sock\n' : ''}`;

const SLOPPY_SIDECAR = `        - name: sidecar
          image: example/sidecar
          command: ["/bin/sh", "-c", "while true; do sync; sleep 60; done"]
          resources:
            limits:
              memory: 64Mi
`;

const service = (space, index) => `apiVersion: v1
kind: Service
${metadata(space, `service-${index}`, 'server')}spec:
  type: ${index % 9 === 4 ? 'NodePort' : 'ClusterIP'}
  selector:
    app.kubernetes.io/name: app-${index % 16}
  ports:
    - name: http
      port: 80
      targetPort: 8080
      protocol: TCP
`;

const networkPolicy = (space, index) => `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
${metadata(space, `policy-${index}`, 'policy')}spec:
  podSelector:
    matchLabels:
      app.kubernetes.io/name: app-${index}
  policyTypes:
    - Ingress
    - Egress
  ingress:
    - from:
        - namespaceSelector:
            matchLabels:
              kubernetes.io/metadata.name: ingress
          podSelector:
            matchLabels:
              app.kubernetes.io/name: gateway
      ports:
        - port: 8080
          protocol: TCP
  egress:
    - to:
        - podSelector:
            matchLabels:
              app.kubernetes.io/name: backend
      ports:
        - port: 5432
          protocol: TCP
`;

const serviceAccount = (space, index, hardened) => `apiVersion: v1
kind: ServiceAccount
${metadata(space, `account-${index}`, 'identity')}${hardened ? 'automountServiceAccountToken: false\n' : ''}`;

const role = (space, index, hardened) => `apiVersion: rbac.authorization.k8s.io/v1
kind: Role
${metadata(space, `role-${index}`, 'identity')}rules:
  - apiGroups: [""]
    resources: ["configmaps"]
    resourceNames: ["settings-${index}"]
    verbs: ["get", "watch"]
  - apiGroups: ["apps"]
    resources: [${hardened ? '"deployments"' : '"*"'}]
    verbs: [${hardened ? '"get"' : '"*"'}]
`;

const roleBinding = (space, index) => `apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
${metadata(space, `binding-${index}`, 'identity')}roleRef:
  apiGroup: rbac.authorization.k8s.io
  kind: Role
  name: role-${index}
subjects:
  - kind: ServiceAccount
    name: account-${index}
    namespace: ${space}
`;

const configMap = (space, index) => `apiVersion: v1
kind: ConfigMap
${metadata(space, `settings-${index}`, 'configuration')}data:
  LOG_FORMAT: json
  REGION: eu-central-1
  application.properties: |
    server.port=8080
    server.shutdown=graceful
    management.endpoints.web.exposure.include=health,info,prometheus
    spring.application.name=settings-${index}
    feature.checkout.enabled=true
    feature.search.limit=${100 + index}
`;

/** How many objects of a kind a namespace holds: 100 together. */
const KINDS = [[namespace, 1], [deployment, 16], [service, 22], [networkPolicy, 16], [serviceAccount, 15], [role, 11], [roleBinding, 11], [configMap, 8]];
