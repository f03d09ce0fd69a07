import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type App, Chart, Testing } from 'cdk8s';
import { Deployment } from 'cdk8s-plus-28';
import { declareParameters, declarePlatform, DefaultDenyNamespace, HardenedDeployment, Hardening, Image } from '../../constructs/index';
import { controls } from '../../src/controls/index';
import { formatLock } from '../../src/images/lock';
import { container, failureOf, find, fullPlatform, type Rendered, scene, synth } from '../support/cdk8s';

const digest = `sha256:${'ab'.repeat(32)}`;

describe('a locked image', () => {
  let directory: string;
  let lock: string;

  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'casemate-lock-'));
    lock = join(directory, 'images.lock.json');
    writeFileSync(lock, formatLock(new Map([['registry.example.com/shop/api:1.4.2', digest], ['docker.io/library/shop-api:17.2', digest]])));
  });
  afterEach(() => rmSync(directory, { recursive: true }));

  test('has the digest of the lock', () => {
    expect(String(Image.locked('registry.example.com/shop/api:1.4.2', lock))).toBe(`registry.example.com/shop/api:1.4.2@${digest}`);
  });

  test('stays as it is named, whatever name the lock has for it', () => {
    expect(String(Image.locked('shop-api:17.2', lock))).toBe(`shop-api:17.2@${digest}`);
    expect(String(Image.locked('docker.io/library/shop-api:17.2', lock))).toBe(`docker.io/library/shop-api:17.2@${digest}`);
  });

  test('runs like one that is pinned, and is pulled always', () => {
    const { chart, shop } = scene();
    new HardenedDeployment(shop, 'api', { containers: [{ ...container, image: Image.locked('shop-api:17.2', lock) }] });
    const [{ image, imagePullPolicy }] = (find(synth(chart), 'Deployment') as Rendered).spec.template.spec.containers;
    expect([image, imagePullPolicy]).toEqual([`shop-api:17.2@${digest}`, 'Always']);
  });

  test('is read from the working directory', () => {
    const before = process.cwd();
    process.chdir(directory);
    try {
      expect(Image.locked('shop-api:17.2').digest).toBe(digest);
    } finally {
      process.chdir(before);
    }
  });

  test.each([
    ['one that nobody recorded', 'shop-api:18', 'CM9007', 'casemate images pin --online --image shop-api:18'],
    ['one without a tag', 'shop-api', 'CM9005', 'is not the name of a tagged image'],
    ['one with a digest of its own', `shop-api:17.2@${digest}`, 'CM9005', 'is not the name of a tagged image'],
  ])('%s is refused', (_what, name, code, message) => {
    expect(failureOf(() => Image.locked(name, lock))).toMatchObject({ name: 'CasemateError', code, message: expect.stringContaining(message) });
  });

  test('no lock, and a broken one, are errors', () => {
    expect(failureOf(() => Image.locked('shop-api:17.2', join(directory, 'none.json')))).toMatchObject({ code: 'CM9006', message: expect.stringContaining('ENOENT') });
    writeFileSync(lock, '{}');
    expect(failureOf(() => Image.locked('shop-api:17.2', lock))).toMatchObject({ code: 'CM9001' });
  });
});

describe('the registries that images may come from', () => {
  const image = (name: string): Image => Image.pinned(name, '1', digest);
  const CONTROL = 'admission-registry-allowlist';
  const appWith = (registries: readonly string[]): App => {
    const app = Testing.app();
    declarePlatform(app, fullPlatform);
    declareParameters(app, { [CONTROL]: { registries } });
    return app;
  };
  const deploy = (registries: readonly string[], name: string) => (): unknown => {
    const chart = new Chart(appWith(registries), 'test');
    new HardenedDeployment(new DefaultDenyNamespace(chart, 'shop', { tenant: 'team-shop' }), 'api', { containers: [{ ...container, image: image(name) }] });
    return synth(chart);
  };

  test.each(['registry.example.com/shop/api', 'ghcr.io/acme/tool'])('%s may come', (name) => {
    expect(deploy(['registry.example.com', 'ghcr.io/acme'], name)).not.toThrow();
  });

  test.each(['shop-api', 'ghcr.io/acme-evil/tool', 'registry.example.com.evil.io/shop/api'])('%s may not: synth says the control, the field and the list', (name) => {
    const { message } = failureOf(deploy(['registry.example.com', 'ghcr.io/acme'], name));
    expect(message).toContain(`${CONTROL}: spec.template.spec.containers[0].image: `);
    expect(message).toContain(`must be an image from registry.example.com, ghcr.io/acme (is ${name}:1@sha256`);
  });

  test('what is written without the kit is held to it as well', () => {
    const chart = new Chart(appWith(['registry.example.com']), 'plain', { namespace: 'plain' });
    new Deployment(chart, 'web', { containers: [{ image: `evil.example.net/web:1@${digest}` }] });
    Hardening.of(chart).apply();
    expect(failureOf(() => synth(chart)).message).toContain(CONTROL);
  });

  test('one workload may be excepted, which everybody sees in the ledger', () => {
    const chart = new Chart(appWith(['registry.example.com']), 'test');
    const namespace = new DefaultDenyNamespace(chart, 'shop', { tenant: 'team-shop' });
    const api = new HardenedDeployment(namespace, 'api', { containers: [{ ...container, image: image('vendor.example.net/api') }] });
    Hardening.of(api).except(controls.admissionRegistryAllowlist, { reason: 'the vendor has no copy in our registry yet', owner: 'team-shop', expires: '2027-02-28' });
    expect(() => synth(chart)).not.toThrow();
  });

  test('without a list they come from anywhere; an empty one is refused, and so is what comes too late', () => {
    expect(() => {
      const { chart, shop } = scene();
      new HardenedDeployment(shop, 'api', { containers: [{ ...container, image: image('anywhere.example.net/api') }] });
      synth(chart);
    }).not.toThrow();
    expect(failureOf(() => appWith([]))).toMatchObject({ code: 'CM4202' });
    const app = Testing.app();
    new Chart(app, 'early');
    expect(failureOf(() => declareParameters(app, {}))).toMatchObject({ code: 'CM5011' });
  });

  test.each(['*', '*.example.com', 'https://registry.example.com', 'registry', 'registry.example.com/api:1', '', 'Registry.example.com/A'])('%j is no registry', (entry) => {
    expect(failureOf(() => appWith([entry]))).toMatchObject({ name: 'CasemateError', code: 'CM4202' });
  });
});
