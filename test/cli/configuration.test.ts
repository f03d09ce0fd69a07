import { mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { configurationShape } from '../../src/cli/configuration-shape';
import { loadConfiguration, type LoadedConfiguration } from '../../src/cli/configuration';
import { misfitsOf } from '../../src/check/shape';
import { CasemateError } from '../../src/error';
import { violations } from '../support/json-schema';
import { casemate, clean, inDirectory, type Run, sloppy } from './support';

const schema = JSON.parse(readFileSync(join(__dirname, '../../schema/config-v1.json'), 'utf8')) as Record<string, unknown>;
type Files = Readonly<Record<string, string>>;
const GIT = { '.git/HEAD': '' };

/** Loads from a directory in a repository, and takes the typescript of this one for that of the project. */
const load = (files: Files, from = '.', named?: string): Promise<LoadedConfiguration> =>
  inDirectory({ ...GIT, ...files }, (directory) => {
    mkdirSync(join(directory, 'node_modules'), { recursive: true });
    symlinkSync(join(__dirname, '../../node_modules/typescript'), join(directory, 'node_modules/typescript'));
    mkdirSync(join(directory, from), { recursive: true });
    return loadConfiguration(join(directory, from), named);
  });

async function errorOf(promise: Promise<unknown>): Promise<CasemateError> {
  const error: unknown = await promise.then(() => undefined, (thrown: unknown) => thrown);
  if (error instanceof CasemateError) return error;
  throw new Error('it was loaded', { cause: error });
}

describe('where it is found', () => {
  test('nowhere', async () => {
    expect(await load({})).toEqual({ files: [] });
  });

  test('in the directory, and in those above it', async () => {
    const files = { 'casemate.config.yaml': 'failOn: low\ninputs: [deploy]\n' };
    expect(await load(files)).toEqual({ failOn: 'low', inputs: ['deploy'], files: ['casemate.config.yaml'] });
    expect(await load(files, 'a/b')).toEqual({ failOn: 'low', inputs: ['../../deploy'], files: ['../../casemate.config.yaml'] });
  });

  test('the closest counts', async () => {
    expect((await load({ 'casemate.config.yaml': 'failOn: low', 'a/casemate.config.json': '{ "failOn": "critical" }' }, 'a/b')).failOn).toBe('critical');
  });

  test('not above the repository', async () => {
    expect(await load({ 'casemate.config.yaml': 'failOn: low', 'inner/.git/HEAD': '' }, 'inner/a')).toEqual({ files: [] });
  });

  test('without a repository, in the directory alone', async () => {
    const found = (from: string): Promise<LoadedConfiguration> =>
      inDirectory({ 'casemate.config.yaml': 'failOn: low', 'a/keep': '' }, (directory) => loadConfiguration(join(directory, from)));
    expect((await found('.')).failOn).toBe('low');
    expect(await found('a')).toEqual({ files: [] });
  });

  test('by its name', async () => {
    expect((await load({ 'casemate.config.yaml': 'failOn: low', 'strict.yaml': 'failOn: info' }, '.', 'strict.yaml')).failOn).toBe('info');
    expect((await errorOf(load({}, '.', 'strict.yaml'))).code).toBe('CM4301');
  });

  test('two in one directory are one too many', async () => {
    const error = await errorOf(load({ 'casemate.config.yaml': '{}', 'casemate.config.json': '{}' }));
    expect(error).toMatchObject({ code: 'CM4302', message: expect.stringContaining('casemate.config.yaml, casemate.config.json') });
  });
});

describe('what is wrong with it', () => {
  test.each([
    ['an unknown key', 'kubernetes: "1.36"\nfailon: low\n', 'Did you mean "failOn"?', 'failon', 2],
    ['a key that is nothing like any', 'a: 1\n', 'The keys are $schema, extends', 'a', 1],
    ['an unknown word', 'failOn: hihg\n', 'Did you mean "high"?', 'failOn', 1],
    ['a number for a minor', 'kubernetes: 1.30\n', 'in quotes', 'kubernetes', 1],
    ['an unknown key of the platform', 'platform:\n  apparmor: true\n', 'Did you mean "appArmor"?', 'platform.apparmor', 2],
    ['a profile without a base', 'profiles:\n  own: {}\n', 'Add base.', 'profiles.own', 2],
    ['an exclusion without a reason', 'profiles:\n  own:\n    base: hardened\n    exclude: [{ control: image-digest }]\n', 'Add reason.', 'profiles.own.exclude[0]', 4],
    ['a text for a list', 'inputs: deploy\n', 'Write a list.', 'inputs', 1],
    ['a date that is none', 'catalogue: "2026-13"\n', '2026-11', 'catalogue', 1],
    ['a list', '- failOn\n', 'Write a mapping.', '', 1],
  ])('%s is named with its place', async (_, text, repair, field, line) => {
    const error = await errorOf(load({ 'casemate.config.yaml': text }));
    expect(error).toMatchObject({ code: 'CM4307', repair: expect.stringContaining(repair), place: { file: 'casemate.config.yaml', field, line } });
  });

  test('keys of a prototype are keys like any other', async () => {
    expect((await errorOf(load({ 'casemate.config.json': '{ "__proto__": {} }' }))).place.field).toBe('__proto__');
    expect((await errorOf(load({ 'casemate.config.json': '{ "constructor": {} }' }))).place.field).toBe('constructor');
  });

  test.each([['broken YAML', 'a: [', 'CM1001'], ['an empty file', '', 'CM1001'], ['a key twice', 'failOn: low\nfailOn: high\n', 'CM1002']])('%s', async (_, text, code) => {
    expect((await errorOf(load({ 'casemate.config.yaml': text }))).code).toBe(code);
  });
});

describe('what it extends', () => {
  test('stands behind what it says itself, and maps are put together', async () => {
    const files = {
      'casemate.config.yaml': 'extends: [./base.yaml, ./more/second.json]\nplatform: { cni: cilium }\n',
      'base.yaml': 'failOn: low\nkubernetes: "1.30"\nplatform: { appArmor: true, cni: calico }\n',
      'more/second.json': '{ "kubernetes": "1.31", "exceptions": "ledger.json" }',
    };
    expect(await load(files)).toEqual({
      failOn: 'low', kubernetes: '1.31', platform: { appArmor: true, cni: 'cilium' }, exceptions: 'more/ledger.json',
      files: ['casemate.config.yaml', 'base.yaml', 'more/second.json'],
    });
  });

  test('must be there, be a path, and not come back to itself', async () => {
    expect((await errorOf(load({ 'casemate.config.yaml': 'extends: ./gone.yaml' }))).code).toBe('CM4309');
    expect((await errorOf(load({ 'casemate.config.yaml': 'extends: some-package' }))).repair).toContain('not taken from packages');
    expect((await errorOf(load({ 'casemate.config.yaml': 'extends: ./a.yaml', 'a.yaml': 'extends: ./casemate.config.yaml' }))).code).toBe('CM4305');
  });

  test('a program outside of the project is not run, by path or by link', async () => {
    const files = { 'outside.js': 'throw new Error("it ran");', 'inner/.git/HEAD': '', 'inner/casemate.config.yaml': 'extends: ../outside.js' };
    expect((await errorOf(load(files, 'inner'))).code).toBe('CM4306');
    const linked = inDirectory({ 'outside.js': 'throw new Error("it ran");', 'inner/.git/HEAD': '', 'inner/casemate.config.yaml': 'extends: ./base.js' }, (directory) => {
      symlinkSync(join(directory, 'outside.js'), join(directory, 'inner/base.js'));
      return loadConfiguration(join(directory, 'inner'));
    });
    expect((await errorOf(linked)).code).toBe('CM4306');
    expect((await load({ 'outside.yaml': 'failOn: low', 'inner/.git/HEAD': '', 'inner/casemate.config.yaml': 'extends: ../outside.yaml' }, 'inner')).failOn).toBe('low');
  });
});

describe('as a program', () => {
  test.each([
    ['casemate.config.cjs', "module.exports = { failOn: 'low' };"],
    ['casemate.config.js', "module.exports.default = { failOn: 'low' };"],
    ['casemate.config.ts', "import { defineConfig } from 'casemate';\nimport { join } from 'node:path';\nconst level: string = join('low');\nexport default defineConfig({ failOn: level as 'low' });"],
    ['casemate.config.ts', "import base from './own/base';\nexport default { ...base };"],
  ])('%s', async (file, text) => {
    const files = { [file]: text, 'own/base.ts': "type Level = 'low' | 'high';\nconst failOn: Level = 'low';\nexport default { failOn };" };
    expect(await load(files)).toEqual({ failOn: 'low', files: [file] });
  });

  test('its mistakes are named', async () => {
    expect((await errorOf(load({ 'casemate.config.ts': "export default { failon: 'low' };" })))).toMatchObject({ code: 'CM4307', place: { field: 'failon' } });
    expect((await errorOf(load({ 'casemate.config.js': "throw new Error('no luck');" })))).toMatchObject({ code: 'CM4303', message: expect.stringContaining('no luck') });
  });

  test('TypeScript needs the compiler of the project', async () => {
    const missing = inDirectory({ ...GIT, 'casemate.config.ts': 'export default {};' }, (directory) => loadConfiguration(directory));
    expect(await errorOf(missing)).toMatchObject({ code: 'CM4304', repair: expect.stringContaining('npm install --save-dev typescript') });
  });
});

describe('casemate with a configuration', () => {
  const run = (config: string, argv: readonly string[], files: Files = {}): Promise<Run> =>
    casemate(argv, { files: { ...GIT, 'casemate.config.yaml': config, 'deploy/web.yaml': sloppy, 'deploy/service.yaml': clean, ...files } });
  const findingsIn = ({ stdout }: Run): readonly { readonly control: string }[] => (JSON.parse(stdout) as { findings: { control: string }[] }).findings;

  test('takes inputs, format and severity from it, and the command line first', async () => {
    const config = 'inputs: [deploy]\nformat: [json, sarif=out.sarif]\nfailOn: never\n';
    const all = await run(config, ['check']);
    expect(all.exitCode).toBe(0);
    expect(findingsIn(all).length).toBeGreaterThan(5);
    expect(all.files).toHaveProperty(['out.sarif']);
    const first = await run(config, ['check', 'deploy/service.yaml', '-f', 'text', '--fail-on', 'low']);
    expect(first).toMatchObject({ exitCode: 0, stdout: 'no problems · 1 object\n' });
  });

  test('an own profile has more than its base, and less', async () => {
    const config = [
      'inputs: [deploy]', 'format: json', 'profile: shop', 'profiles:', '  shop:', '    base: pss-restricted', '    include: [image-digest]',
      '    exclude: [{ control: pod-run-as-non-root, reason: every image of the shop has a numeric user }]', '',
    ].join('\n');
    const own = findingsIn(await run(config, ['check'])).map(({ control }) => control);
    const base = findingsIn(await run(config, ['check', '--profile', 'pss-restricted'])).map(({ control }) => control);
    expect(own).toContain('image-digest');
    expect(base).not.toContain('image-digest');
    expect([...base].sort()).toEqual([...own.filter((control) => control !== 'image-digest'), 'pod-run-as-non-root'].sort());
    const listed = JSON.parse((await run(config, ['controls', '-f', 'json'])).stdout) as { id: string }[];
    expect(listed.map(({ id }) => id)).toContain('image-digest');
    expect(listed.map(({ id }) => id)).not.toContain('pod-run-as-non-root');
  });

  test('a weaker control comes back with the one that overrides it gone', async () => {
    const idsOf = async (exclude: string): Promise<readonly string[]> => {
      const { stdout } = await run(`profile: own\nprofiles: { own: { base: hardened, exclude: [${exclude}] } }\n`, ['controls', '-f', 'json']);
      return (JSON.parse(stdout) as { id: string }[]).map(({ id }) => id);
    };
    const overriding = '{ control: pod-drop-all-capabilities, reason: the mesh adds its own }';
    const [all, without] = [await idsOf(''), await idsOf(overriding)];
    const back = without.filter((id) => !all.includes(id));
    expect(all).toContain('pod-drop-all-capabilities');
    expect(without).not.toContain('pod-drop-all-capabilities');
    expect(back.length + all.length - 1).toBe(without.length);
  });

  test.each([
    ['an unknown profile', 'profile: shp\nprofiles: { shop: { base: hardened } }\n', 'Did you mean "shop"?'],
    ['an unknown control', 'profile: a\nprofiles: { a: { base: hardened, include: [image-digets] } }\n', 'Did you mean "image-digest"?'],
    ['an empty reason', 'profile: a\nprofiles: { a: { base: hardened, exclude: [{ control: image-digest, reason: " " }] } }\n', 'CM4308'],
    ['an unknown key', 'profil: hardened\n', 'casemate.config.yaml:1:1'],
    ['a ledger that is not there', 'exceptions: ops/ledger.json\n', 'CM4004 ops/ledger.json'],
    ['a catalogue that never was', 'catalogue: "2020-01"\n', 'CM4201'],
  ])('%s stops the run', async (_, config, message) => {
    const result = await run(config, ['check', 'deploy']);
    expect(result).toMatchObject({ exitCode: 2, stdout: '' });
    expect(result.stderr).toContain(message);
  });

  test('--print-config shows what a run goes by', async () => {
    const shown = JSON.parse((await run('kubernetes: "1.33"\nplatform: { cni: cilium }\n', ['check', '--print-config', '--fail-on', 'low'])).stdout) as unknown;
    expect(shown).toMatchObject({
      files: ['casemate.config.yaml'], profile: 'hardened', kubernetes: '1.33', platform: { cni: 'cilium' }, failOn: 'low', format: ['text'], exceptions: 'none', ratchet: 'none',
    });
  });

  test('a catalogue is named in the report', async () => {
    const report = JSON.parse((await run('catalogue: "2026-11"\nformat: json\n', ['check', 'deploy'])).stdout) as { catalogue: unknown };
    expect(report.catalogue).toEqual({ date: '2026-11', newerControls: expect.any(Number) });
  });

  test('the folder that holds it can be checked', async () => {
    expect((await run('failOn: never\n', ['check', '.'])).exitCode).toBe(0);
  });
});

describe('the published schema', () => {
  const base = { base: 'hardened' };
  test.each([
    ['everything', {
      $schema: 'x', extends: ['./a'], profile: 'a', profiles: { a: { ...base, include: ['b'], exclude: [{ control: 'c', reason: 'd' }] } }, kubernetes: '1.37',
      platform: { provider: 'eks', cni: 'cilium', appArmor: true, userNamespaces: false, legacyAnnotations: true }, failOn: 'never', format: 'text', catalogue: '2026-11',
      inputs: ['a'], exceptions: 'b', ratchet: 'c',
    }],
    ['nothing', {}],
    ['an unknown key', { a: 1 }],
    ['a key of the platform', { platform: { kubernetes: '1.37' } }],
    ['a wrong choice', { failOn: 'urgent' }],
    ['a wrong minor', { kubernetes: '1.99' }],
    ['a wrong date', { catalogue: '2026-00' }],
    ['a wrong format', { format: 7 }],
    ['a profile without a base', { profiles: { a: {} } }],
    ['an exclusion without a reason', { profiles: { a: { ...base, exclude: [{ control: 'c' }] } } }],
    ['a list', []],
  ])('agrees with what is read, on %s', (_, value) => {
    expect(violations(schema, value).length > 0).toBe(misfitsOf(configurationShape, value).length > 0);
  });

  test('has the same keys', () => {
    const { fields } = configurationShape as { readonly fields: object };
    expect(Object.keys(schema['properties'] as object)).toEqual(Object.keys(fields));
  });
});

describe('parameters', () => {
  const files = {
    'casemate.config.yaml': 'extends: ./base.yaml\nparameters: { admission-registry-allowlist: { registries: [registry.example.com] } }\n',
    'base.yaml': 'failOn: never\n', 'web.yaml': sloppy,
  };

  test('reach check, the guardrails and the list of what is in force', async () => {
    const { stdout } = await casemate(['check', 'web.yaml'], { files });
    expect(stdout).toContain('image must be an image from registry.example.com (is nginx)');
    expect((await casemate(['generate', 'guardrails'], { files })).stdout).toContain('^(?:registry[.]example[.]com/)');
    expect((await casemate(['generate', 'guardrails'], { files: {} })).stdout).not.toContain('casemate-admission-registry-allowlist');
    const shown = JSON.parse((await casemate(['check', '--print-config'], { files })).stdout) as { parameters: object; controls: number };
    expect(shown.parameters).toEqual({ 'admission-registry-allowlist': { registries: ['registry.example.com'] } });
    expect(shown.controls).toBe((JSON.parse((await casemate(['check', '--print-config'])).stdout) as { controls: number }).controls + 1);
  });

  test('that nobody takes are an error', async () => {
    const run = await casemate(['check', 'web.yaml'], { files: { ...files, 'casemate.config.yaml': 'parameters: { image-digst: {} }\n' } });
    expect(run).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('CM4202') });
  });
});
