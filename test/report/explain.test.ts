import { isObjectControl } from '../../src/controls/any-control';
import type { Control } from '../../src/controls/control';
import { catalogue, controls } from '../../src/controls/index';
import { describeControl, formatControlsJson, formatControlsMarkdown, formatControlsText } from '../../src/report/catalogue';
import { explainMarkdown, explainText } from '../../src/report/explain';
import { controlPage } from '../../src/report/page';

const squeeze = (text: string): string => text.replace(/\s+/g, ' ');
const plain = (markdown: string): string => markdown.replace(/\\(.)/g, '$1');

describe('the page of a control', () => {
  test.each(catalogue.map((control) => [control.id, control] as const))('%s: both forms hold all that the control says', (_, control) => {
    const page = controlPage(control);
    for (const text of [squeeze(explainText(control)), squeeze(plain(explainMarkdown(control)))]) {
      for (const part of [control.id, control.title, control.rationale, control.remediation, ...page.references, ...page.peers]) expect(text).toContain(squeeze(part));
      for (const { text: fact } of page.facts) expect(text).toContain(squeeze(fact));
    }
    if (isObjectControl(control)) expect(page.revisions.length).toBeGreaterThanOrEqual(Object.keys(control.revisions).length);
  });

  test('spells the CEL of every revision', () => {
    const control: Control = controls.podNoPrivileged;
    for (const expression of Object.values(control.revisions)) expect(squeeze(explainText(control))).toContain(squeeze(String(expression)));
  });

  test('says how it is repaired', () => {
    expect(explainText(controls.podNoSecretEnv)).toContain('by hand; not known here: whether the program can read the secret from a file');
    expect(squeeze(explainText(controls.podCpuBounded))).toContain(squeeze('To write then: resources.requests.cpu: <the CPU that the program uses, such as 100m>'));
    expect(squeeze(explainText(controls.podNoHostPid))).toContain(squeeze('To write then: hostPID: false'));
    expect(squeeze(explainText(controls.podMemoryBounded))).toContain(squeeze('casemate fix prints what to write then'));
    expect(explainText(controls.serviceaccountNoAutomount)).toMatch(/^Repair +casemate fix/m);
  });

  test('no line is wider than the screen, except CEL', () => {
    for (const control of catalogue) {
      const [prose = ''] = explainText(control, { width: 80 }).split('\nAs CEL\n');
      for (const line of prose.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
    }
  });
});

describe('the list of controls', () => {
  test.each([['text', formatControlsText(catalogue)], ['markdown', formatControlsMarkdown(catalogue)]])('%s has a line for each', (_, text) => {
    for (const { id, severity, title } of catalogue) expect(text.split('\n').filter((line) => line.includes(id) && line.includes(severity) && line.includes(title))).toHaveLength(1);
  });

  test('json has the page of each', () => {
    const described = JSON.parse(formatControlsJson(catalogue)) as { id: string }[];
    expect(described.map(({ id }) => id).sort()).toEqual(catalogue.map(({ id }) => id));
    expect(described).toContainEqual(JSON.parse(JSON.stringify(describeControl(controls.podNoPrivileged))));
  });
});
