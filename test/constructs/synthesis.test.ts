import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ApiObject, type App, Chart, Lazy, Testing, Yaml } from 'cdk8s';
import { DefaultDenyNamespace, HardenedDeployment } from '../../constructs/index';
import { container, failureOf, scene } from '../support/cdk8s';

/** A program with every value that a writer could stumble over. */
function program(extra?: () => unknown): App {
  const { app, chart, shop } = scene();
  new HardenedDeployment(shop, 'api', { containers: [container] });
  const data = { number: '0777', text: 'a\nb\n', empty: '', yes: 'yes', ...(extra === undefined ? {} : { lazy: Lazy.any({ produce: extra }) }) };
  new ApiObject(chart, 'config', { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'config', namespace: 'shop' }, data });
  return app;
}

describe('the writer that cdk8s has during a synth', () => {
  const original = Yaml.stringify;
  afterEach(() => (Yaml.stringify = original));

  test('writes what cdk8s would', () => {
    const app = program();
    const objects = (app.node.children.filter((child) => Chart.isChart(child))).flatMap((chart) => Testing.synth(chart) as unknown[]);
    expect(app.synthYaml()).toBe(Yaml.stringify(...objects));
    expect(Yaml.stringify).toBe(original);
  });

  test('is gone after a synth that fails, in the middle of writing too', () => {
    const { app, chart } = scene();
    new DefaultDenyNamespace(chart, 'web', { tenant: 'team-web' });
    chart.node.addValidation({ validate: () => ['no'] });
    expect(failureOf(() => app.synthYaml()).message).toContain('no');
    expect(Yaml.stringify).toBe(original);
    const throwing = program(() => {
      throw new Error('late');
    });
    expect(failureOf(() => throwing.synthYaml()).message).toContain('late');
    expect(Yaml.stringify).toBe(original);
  });

  test('leaves an app alone that is synthesized in the middle of it', () => {
    const alone = program().synthYaml();
    let inner = '';
    const outer = program(() => {
      inner = program().synthYaml();
      return inner.length === 0 ? '' : 'done';
    }).synthYaml();
    expect(inner).toBe(alone);
    expect(outer).toBe(program(() => 'done').synthYaml());
    expect(Yaml.stringify).toBe(original);
  });

  test('does not take away what somebody put there meanwhile', () => {
    const theirs = (): string => 'theirs';
    program(() => {
      Yaml.stringify = theirs;
      return 'done';
    }).synthYaml();
    expect(Yaml.stringify).toBe(theirs);
  });
});

describe('what is written', () => {
  const root = join(__dirname, '..', '..');
  let directory: string;
  beforeAll(() => (directory = mkdtempSync(join(tmpdir(), 'casemate-reproducible-'))));
  afterAll(() => rmSync(directory, { recursive: true }));

  /** Everything that a program writes, by file. */
  function synth(name: string, cwd: string, env: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
    const outdir = join(directory, name);
    const command = ['--require', join(root, 'scripts/typescript.cjs'), join(root, 'examples/shop/main.ts')];
    const { status, stderr } = spawnSync(process.execPath, command, { cwd, encoding: 'utf8', env: { PATH: process.env['PATH'] ?? '', HOME: directory, ...env, CDK8S_OUTDIR: outdir } });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    return Object.fromEntries(readdirSync(outdir).sort().map((file) => [file, readFileSync(join(outdir, file), 'utf8')]));
  }

  test('is the same in every time zone, language and directory, to the byte', () => {
    const here = synth('here', root, { TZ: 'UTC', LANG: 'C', LC_ALL: 'C' });
    expect(Object.keys(here)).not.toEqual([]);
    expect(synth('kathmandu', directory, { TZ: 'Asia/Kathmandu', LANG: 'ne_NP.UTF-8', LC_ALL: 'ne_NP.UTF-8' })).toEqual(here);
    expect(synth('istanbul', tmpdir(), { TZ: 'America/St_Johns', LANG: 'tr_TR.UTF-8', LC_ALL: 'tr_TR.UTF-8', USER: 'somebody', HOSTNAME: 'elsewhere' })).toEqual(here);
  });
});
