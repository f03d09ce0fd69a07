import type { Report } from '../../src/check/report';
import { reportOf, sampleText, withException } from './sample';

/** Names that try to break out of every format, as a file can hold them. */
export const hostileNames: readonly string[] = [
  '</details></failure>]]><script>alert(1)</script>',
  '::error file=a,title=b::c%0A::add-mask::d',
  'a\n::set-output name=b::c\r\n##[error]d',
  '| `x` **b** [l](javascript:alert(1)) ![i](https://evil.example/p.png) @everyone #1 <!--',
  'https://evil.example www.evil.example "&amp;\'',
  '\u202Eevil\u0000\u001b[31m\ud800\uffff',
  '--- \n- : {}',
];

const quoted = (name: string): string => JSON.stringify(name);

/** A report in which every text that comes from a file is hostile. */
export const hostileReport = (): Report => withException(reportOf(
  hostileNames.map((name) => `apiVersion: v1
kind: Pod
metadata: { name: ${quoted(name)}, namespace: ${quoted(name)} }
spec:
  hostPID: true
  containers: [{ name: ${quoted(name)}, image: ${quoted(name)}, securityContext: { privileged: true } }]
---
apiVersion: v1
kind: Pod
metadata: { name: ${quoted(name)} }
spec: { ${quoted(name)}: 1, hostPID: ${quoted(name)}, containers: [] }
`).join('---\n'),
  'a,b:c%0A::d/<x>&"|`.yaml',
));

/** A report with `count` sloppy Deployments. */
export const bigReport = (count: number): Report =>
  reportOf(Array.from({ length: count }, (_, index) => sampleText.replace('name: web\n', `name: web-${index}\n`)).join('---\n'));
