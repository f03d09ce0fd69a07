import { catalogue, controls } from '../../src/controls/index';
import { ansiColours } from '../../src/report/colours';
import { formatText } from '../../src/report/text';
import { emptyReport, reportOf, sampleText, withException } from './sample';

const report = reportOf(sampleText);
const text = formatText(report, catalogue, { inputs: ['web.yaml'] });

describe('formatText', () => {
  test('shows what is proposed below its finding, where proposals are asked for', () => {
    const proposed = reportOf(sampleText, 'web.yaml', { proposals: true });
    const shown = formatText(proposed, catalogue);
    for (const { proposal } of proposed.findings) for (const line of proposal?.snippet.trimEnd().split('\n') ?? []) expect(shown).toContain(`\n      ${line}\n`);
    expect(text).not.toContain('<the most memory');
    expect(shown).toContain('<the most memory');
  });

  test('names the object once, and each control of it once', () => {
    const blocks = text.split('\n\n').filter((block) => block.startsWith('Deployment shop/web'));
    expect(blocks).toHaveLength(1);
    const own = report.findings.filter(({ object }) => object.kind === 'Deployment');
    for (const { control } of own) expect(blocks[0]?.match(new RegExp(` ${control}  `, 'g'))).toHaveLength(1);
  });

  test('shows the worst first: of the objects, and of the controls of each', () => {
    const ranks = text.split('\n\n').map((block) =>
      [...block.matchAll(/^ {2}\S (critical|high|medium|low|info) /gm)].map(([, severity]) => ['critical', 'high', 'medium', 'low', 'info'].indexOf(severity ?? '')));
    const objects = ranks.filter((block) => block.length > 0);
    expect(objects[0]?.length).toBeGreaterThan(3);
    for (const block of objects) expect(block).toEqual(block.toSorted((a, b) => a - b));
    expect(objects.map(([worst]) => worst)).toEqual(objects.map(([worst]) => worst).toSorted((a = 0, c = 0) => a - c));
  });

  test('says of a finding what is there, where, why it matters and what to do', () => {
    expect(text).toContain(`web.yaml:16:13  container "web": securityContext.privileged must be ${controls.podNoPrivileged.expected} (is true)`);
    expect(text).toMatch(/^ {4}why {2}\S/m);
    expect(text).toMatch(/^ {4}fix {2}.*casemate fix does it\.$/m);
    expect(text).toMatch(/By hand; not known here: /);
  });

  test('lists what was not evaluated, and counts it', () => {
    expect(text).toContain('? CM3002 web.yaml:31:3  Pod odd: spec.securityContext is');
    expect(text).toMatch(/problems \(.*\), \d+ fixable, 1 not evaluated · 3 objects$/m);
  });

  test('suggests what to run next, fit for a shell', () => {
    expect(text).toMatch(/^next: npx casemate fix --dry-run web\.yaml {2}· {2}npx casemate explain \S+$/m);
    expect(formatText(report, catalogue, { inputs: ["it's here"] })).toContain("fix --dry-run 'it'\\''s here'");
    expect(formatText(report, catalogue)).not.toContain('next:');
  });

  test('explains a control at its first object only', () => {
    const both = reportOf(`${sampleText}---\n${sampleText.replaceAll('name: web', 'name: api')}`);
    const twice = formatText(both, catalogue);
    expect(twice).toContain('Deployment shop/api');
    expect(twice.match(/^ {4}why /gm)).toHaveLength(new Set(both.findings.map(({ control }) => control)).size);
  });

  test('counts accepted findings', () => {
    expect(formatText(withException(report), catalogue)).toContain(' · 1 accepted (the next expires on 2027-06-30) · ');
  });

  test('nothing found is said in one line', () => {
    const service = 'apiVersion: v1\nkind: Service\nmetadata: { name: a }\n';
    expect(formatText(reportOf(service), catalogue)).toBe('no problems · 1 object\n');
    expect(formatText(emptyReport, catalogue)).toBe('nothing to judge · 0 objects\n');
  });

  test('what was not evaluated is never called fine', () => {
    const text = formatText(reportOf('apiVersion: v1\nkind: Podd\nmetadata: { name: a }\n'), catalogue);
    expect(text).toMatch(/\nno problems where it could be judged, 1 not evaluated · 1 object\n$/);
  });

  test('no name reaches the terminal as it is', () => {
    const evil = formatText(reportOf('apiVersion: v1\nkind: Pod\nmetadata: { name: "a\\e[2Jb\\nc\\u202Ed" }\nspec: { hostPID: true, containers: [] }\n', 'x\u001b]0;y.yaml'), catalogue, { inputs: ['\u001b[2J'] });
    expect(evil).not.toMatch(/[\u001b\u202e]/);
    expect(evil).toContain('Pod a\\u{1b}[2Jb\\u{a}c\\u{202e}d');
  });

  test('holds no value of a Secret', () => {
    expect(text).not.toContain('correct-horse');
  });

  test('has colours only where they are asked for, and says the same with them', () => {
    const coloured = formatText(report, catalogue, { colours: ansiColours, inputs: ['web.yaml'] });
    expect(text).not.toContain('\u001b');
    expect(coloured).toContain('\u001b[31m');
    expect(coloured.replace(/\u001b\[\d+m/g, '')).toBe(text);
  });
});
