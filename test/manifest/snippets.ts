const small = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: web # x
spec:
  template:
    spec:
      containers:
      - name: web
        image: nginx
`;

/** Small manifests in the many styles that people write; every edit and every position is tried on all of them. */
export const snippets: Readonly<Record<string, string>> = {
  'lists at the column of their key': `apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  template:
    spec:
      containers:
      - name: web
        image: nginx:1.29
        ports:
        - containerPort: 8080
`,
  'indented lists, four blanks, comments everywhere': `# head
apiVersion: apps/v1   # version
kind: Deployment
# about the metadata
metadata:
    name: web # the name

    labels: # labels
        # the app
        app: web
    # end of metadata
spec:
    template:
        spec:
            containers:
                # first
                - name: web
                  # the image
                  image: "nginx:1.29"   # pinned
                # second
                - name: proxy
                  image: 'envoy:1'
                # no more
            # end of the pod
# foot
`,
  'flow collections': `apiVersion: apps/v1
kind: Deployment
metadata: {name: web, labels: { app: web }}
spec: {template: {spec: {containers: [{name: web, image: nginx}], volumes: []}}}
`,
  'brackets that close at the column of their key': `apiVersion: apps/v1
kind: Deployment
metadata: {
  name: web,
  labels: {
    app: web  # the app
  }
}
spec:
  template:
    spec:
      containers: [
        {name: web, image: nginx}
      ]
`,
  'empty and null values': `apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
  labels: {}
  annotations: ~
spec:
  template:
    spec:
      securityContext:
      containers:
      - name: web
        image: nginx
        resources: {} # none yet
        securityContext: null # later
        # the end of the container
        args: []
`,
  'block scalars': `apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
  annotations:
    note: >-
      two lines
      in one

    script: |
      #!/bin/sh
      # not a comment
      a: b

spec:
  template:
    spec:
      containers:
      - name: web
        image: nginx
        command:
        - sh
        - |+
          kept

`,
  'quotes': `"apiVersion": "apps/v1"
'kind': 'Deployment'
metadata:
  "name": 'it''s'
  labels: {"a": "x\\ty", 'b': "1"}
spec:
  template:
    spec:
      containers:
      - "name": "web"
        'image': "a
          folded image"
`,
  'keys that are no text': `apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
  labels:
    on: "1"
    8080: "2"
spec:
  template:
    spec:
      containers:
      - {name: web, image: nginx}
`,
  'sequences in sequences': `apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
matrix:
- - a
  - b
- - c
-
  - d
spec:
  template:
    spec:
      containers:
      -
        name: web
        image: nginx
`,
  'no line break at the end': small.trimEnd(),
  'carriage returns': small.replaceAll('\n', '\r\n'),
  'a byte order mark and document markers': `\uFEFF# head
---
apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  template:
    spec:
      containers:
      - name: web
        image: nginx
...
`,
  'pretty JSON': `${JSON.stringify({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'web', labels: {} },
    spec: { template: { spec: { containers: [{ name: 'web', image: 'nginx' }] } } },
  }, null, 2)}\n`,
  'JSON with tabs': `${JSON.stringify({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'web' },
    spec: { template: { spec: { containers: [{ name: 'web', image: 'nginx' }] } } },
  }, null, '\t')}\n`,
  'JSON on one line':
    '{"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"web"},'
    + '"spec":{"template":{"spec":{"containers":[{"name":"web","image":"nginx"}]}}}}',
  'an explicit key': `apiVersion: apps/v1
kind: Deployment
metadata:
  ? name
  : web
spec:
  template:
    spec:
      containers:
      - name: web
        image: nginx
`,
};

/** Manifests that say something once and use it twice. */
export const sharing = {
  alias: `apiVersion: v1
kind: Pod
metadata:
  name: web
spec:
  containers:
  - name: a
    securityContext: &safe
      runAsNonRoot: true
  - name: b
    securityContext: *safe
`,
  merge: `apiVersion: v1
kind: Pod
metadata:
  name: web
x-defaults: &defaults
  imagePullPolicy: Always
  resources:
    limits: {memory: 1Gi}
spec:
  containers:
  - <<: *defaults
    name: a
  - <<: [*defaults]
    name: b
`,
} as const;
