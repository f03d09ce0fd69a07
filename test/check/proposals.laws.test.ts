import * as fc from 'fast-check';
import { parseDocument } from 'yaml';
import { Checker } from '../../src/check/checker';
import type { Finding, FindingProposal } from '../../src/check/report';
import { referenceOf } from '../../src/check/subject';
import { Hardener } from '../../src/harden/harden';
import type { KubernetesObject } from '../../src/manifest/object';
import { parseManifests } from '../../src/manifest/parse';
import { validate } from '../../src/manifest/schema/index';
import { latestMinor } from '../../src/platform';
import { realFiles } from '../real-manifests/corpus';
import { follow } from '../support/proposals';
import { workload } from '../support/random-workloads';

/* What is proposed, followed with any plausible value, keeps its word: over generated workloads, and over the manifests of Kubernetes. */

const hardener = new Hardener();

function judge(objects: readonly KubernetesObject[]): readonly Finding[] {
  const checker = new Checker({ proposals: true });
  for (const object of objects) checker.add({ object, file: 'x.yaml' });
  return checker.report().findings;
}

const countOf = (findings: readonly Finding[], control: string): number => findings.filter((finding) => finding.control === control).length;

const OFF_THE_NODE = ['network-default-deny-ingress', 'network-default-deny-egress', 'pod-user-namespace'];

/** What another control would say of a proposal, and why it is proposed all the same. */
const PRICES: Readonly<Record<string, readonly string[]>> = {
  // Without a tag an image is pulled always.
  'image-no-mutable-tag': ['image-pull-policy'],
  // On a network of its own policies reach a pod, and it may have its own users.
  'pod-no-host-network': OFF_THE_NODE,
  'pod-no-host-port': OFF_THE_NODE,
  'pod-no-host-pid': ['pod-user-namespace'],
  'pod-no-host-ipc': ['pod-user-namespace'],
};

/** Why a proposal does not keep its word; empty where it does. */
function broken(objects: readonly KubernetesObject[], findings: readonly Finding[], finding: Finding, blamed: KubernetesObject): readonly string[] {
  const { object, added } = follow(blamed, finding.proposal as FindingProposal);
  const after = judge([...objects.map((one) => (one === blamed ? object : one)), ...added]);
  const problems = [object, ...added].flatMap((one) => validate(one, latestMinor)).length - validate(blamed, latestMinor).length;
  const worse = [...new Set(after.map(({ control }) => control))]
    // What a field with a typing error was meant to say takes effect then, and may be found as well.
    .filter((control) => finding.control !== 'manifest-known-fields' && countOf(after, control) > countOf(findings, control) && !PRICES[finding.control]?.includes(control));
  return [
    ...(countOf(after, finding.control) < countOf(findings, finding.control) ? [] : ['the finding is still there']),
    ...(problems > 0 ? [`${problems} more problems with the schema`] : []),
    ...worse.map((control) => `${control} finds more`),
    ...(isPartOf(shownIn(finding.proposal as FindingProposal), blamed, finding.proposal as FindingProposal) ? [] : ['the snippet shows something else']),
  ].map((problem) => `${finding.control} at ${finding.field} of ${blamed.kind}: ${problem}`);
}

/** The YAML that a reader would write: all lines but those that go. */
const shownIn = ({ snippet }: FindingProposal): readonly unknown[] => snippet.split('  ---\n')
  .map((text) => text.split('\n').filter((line) => !line.startsWith('-')).map((line) => line.slice(2)).join('\n'))
  .map((text) => {
    const document = parseDocument(text, { version: '1.1' });
    expect(document.errors).toEqual([]);
    return document.toJS() as unknown;
  });

function isPartOf(shown: readonly unknown[], blamed: KubernetesObject, proposal: FindingProposal): boolean {
  const marked = follow(blamed, { ...proposal, decisions: [] });
  const whole = proposal.changes.length === 0 ? marked.added : [marked.object, ...marked.added];
  return shown.length === whole.length && shown.every((part, index) => isPart(part, whole[index]));
}

/** Whether a value is another with parts left out. */
function isPart(part: unknown, whole: unknown): boolean {
  if (part === null || part === undefined) return true;
  if (typeof part !== 'object') return part === whole;
  if (Array.isArray(part)) {
    let rest: readonly unknown[] = Array.isArray(whole) ? whole : [];
    return part.every((item) => {
      const at = rest.findIndex((candidate) => isPart(item, candidate));
      rest = rest.slice(at + 1);
      return at >= 0;
    });
  }
  return typeof whole === 'object' && whole !== null && Object.entries(part).every(([key, value]) => isPart(value, (whole as Record<string, unknown>)[key]));
}

function problemsWith(objects: readonly KubernetesObject[]): { readonly proposals: number; readonly problems: readonly string[] } {
  const findings = judge(objects);
  const proposed = onePerCase(findings.filter(({ proposal }) => proposal !== undefined));
  const problems = proposed.flatMap((finding) => {
    const blamed = objects.findLast((object) => JSON.stringify(referenceOf(object)) === JSON.stringify(finding.object));
    return blamed === undefined ? [`${finding.control}: no object`] : broken(objects, findings, finding, blamed);
  });
  return { proposals: proposed.length, problems };
}

/** Several containers with one need get one proposal each: the first stands for all. */
const onePerCase = (findings: readonly Finding[]): readonly Finding[] =>
  [...new Map(findings.map((finding) => [`${finding.control} ${finding.needs ?? ''}`, finding])).values()];

test('over generated workloads, before and after the repairs', () => {
  let proposals = 0;
  fc.assert(fc.property(workload, fc.boolean(), (object, isRepaired) => {
    const result = problemsWith([isRepaired ? hardener.harden(object).object : object]);
    proposals += result.proposals;
    expect(result.problems).toEqual([]);
  }), { numRuns: Number(process.env['FAST_CHECK_RUNS'] ?? 40) });
  expect(proposals).toBeGreaterThan(100);
});

test('over the manifests of Kubernetes', () => {
  const results = realFiles.map(({ file, text }) => ({ file, ...problemsWith(parseManifests(text, file).manifests.map(({ object }) => object)) }));
  expect(results.filter(({ problems }) => problems.length > 0).map(({ file, problems }) => [file, problems])).toEqual([]);
  expect(results.reduce((sum, { proposals }) => sum + proposals, 0)).toBeGreaterThan(300);
});
