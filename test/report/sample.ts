import { check } from '../../src/check/check';
import { Checker } from '../../src/check/checker';
import type { CheckOptions } from '../../src/check/options';
import type { Finding, Report } from '../../src/check/report';
import { parseManifests } from '../../src/manifest/parse';

/** A file with a sloppy Deployment, a Secret and an object that cannot be judged. */
export const sampleText = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
  namespace: shop
spec:
  selector: { matchLabels: { app: web } }
  template:
    metadata: { labels: { app: web } }
    spec:
      hostPID: true
      containers:
        - name: web
          image: nginx
          securityContext:
            privileged: true
---
apiVersion: v1
kind: Secret
metadata:
  name: password
  namespace: shop
stringData:
  password: correct-horse
---
apiVersion: v1
kind: Pod
metadata:
  name: odd
spec:
  securityContext: yes
  containers: []
`;

/** The report of a text, as \`casemate check\` makes it. */
export function reportOf(text: string, file = 'web.yaml', options: CheckOptions = {}): Report {
  const checker = new Checker(options);
  for (const manifest of parseManifests(text, file).manifests) {
    checker.add({ object: manifest.object, file, locate: (path) => manifest.locate(path) });
  }
  return checker.report();
}

export const emptyReport: Report = check([]);

/** A report with one accepted finding. */
export function withException(report: Report): Report {
  const [finding] = report.findings as readonly [Finding, ...Finding[]];
  return { ...report, findings: report.findings.slice(1), exceptions: [{ finding, reason: 'the driver needs it', owner: 'storage', expires: '2027-06-30' }] };
}
