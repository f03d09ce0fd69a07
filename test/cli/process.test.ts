import { spawn, spawnSync } from 'node:child_process';
import { closeSync, ftruncateSync, openSync, readFileSync, statSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { version } from '../../src/cli/version';
import { inDirectory, sloppy } from './support';

const bin = join(__dirname, '../../bin/casemate.js');

interface Result {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs what is published, as a process of its own: `npm test` builds it first. */
function run(argv: readonly string[], options: { readonly cwd?: string; readonly input?: string } = {}): Result {
  const { status, stdout, stderr } = spawnSync(process.execPath, [bin, ...argv], { encoding: 'utf8', maxBuffer: 1e8, ...options });
  return { status, stdout, stderr };
}

describe('the process', () => {
  test('prints its version', () => {
    expect(run(['--version'])).toEqual({ status: 0, stdout: `${version}\n`, stderr: '' });
  });

  test('prints its version without loading the command line', () => {
    const script = `process.argv.push('--version'); require(${JSON.stringify(bin)}); process.stdout.write(String(Object.keys(require.cache).some((file) => /commander|load\\.js|lib.src/.test(file))));`;
    expect(spawnSync(process.execPath, ['-e', script, 'x'], { encoding: 'utf8' }).stdout).toBe(`${version}\nfalse`);
  });

  test('reads standard input and ends with the exit code', () => {
    expect(run(['check', '-'], { input: sloppy }).status).toBe(1);
    expect(run(['check', '-', '--fail-on', 'never'], { input: sloppy }).status).toBe(0);
    expect(run(['check', '-'], { input: 'a: [' }).status).toBe(2);
    expect(run(['check', '-'], { input: 'apiVersion: v1\nkind: Podd\n' }).status).toBe(3);
  });

  test('repairs standard input', () => {
    const { stdout, stderr } = run(['fix', '-'], { input: sloppy });
    expect(stdout).toContain('allowPrivilegeEscalation: false');
    expect(stderr).toContain('pod-no-privilege-escalation');
  });

  test('prints no stack trace', () => {
    const { status, stderr } = run(['explain', 'nothing']);
    expect(status).toBe(2);
    expect(stderr).not.toContain('    at ');
  });

  test('a reader that stops early is no error', async () => {
    await inDirectory({ 'a.yaml': Array.from({ length: 500 }, (_, index) => sloppy.replace('web   #', `web-${index} #`)).join('---\n') }, async (cwd) => {
      const child = spawn(process.execPath, [bin, 'check', 'a.yaml', '-f', 'json'], { cwd, stdio: ['ignore', 'pipe', 'pipe'] });
      let stderr = '';
      child.stderr.on('data', (part: Buffer) => {
        stderr += part.toString();
      });
      child.stdout.once('data', () => child.stdout.destroy());
      const exitCode = await new Promise((resolve) => child.on('close', resolve));
      expect({ exitCode, stderr }).toEqual({ exitCode: 1, stderr: '' });
    });
  });

  test('loses nothing on the way to a slow reader', async () => {
    await inDirectory({ 'a.yaml': Array.from({ length: 500 }, (_, index) => sloppy.replace('web   #', `web-${index} #`)).join('---\n') }, (cwd) => {
      const whole = run(['check', 'a.yaml', '-f', 'json'], { cwd }).stdout;
      // More than the system keeps in a pipe.
      expect(whole.length).toBeGreaterThan(1 << 17);
      const slow = spawnSync('sh', ['-c', '"$0" "$1" check a.yaml -f json | { sleep 1; cat; }', process.execPath, bin], { cwd, encoding: 'utf8', maxBuffer: 1e8 });
      expect(slow.stdout === whole).toBe(true);
    });
  });

  test('writes to devices without replacing them', () => {
    expect(run(['check', '-', '-f', 'json=/dev/null'], { input: sloppy })).toEqual({ status: 1, stdout: '', stderr: '' });
    expect(statSync('/dev/null').isCharacterDevice()).toBe(true);
  });

  test('a document of 50 MB is refused in good time, and stays as it was', async () => {
    await inDirectory({}, (cwd) => {
      const line = `    ${'y'.repeat(1019)}\n`;
      const text = `apiVersion: v1\nkind: ConfigMap\nmetadata: { name: a }\ndata:\n  x: |\n${line.repeat(50 * 1024)}`;
      writeFileSync(join(cwd, 'a.yaml'), text);
      for (const verb of ['check', 'fix']) {
        const { status, stdout } = run([verb, 'a.yaml'], { cwd });
        expect(status).toBe(2);
        expect(stdout).toMatch(/\? CM1007 a\.yaml:1:1 {2}the object has more than the 3 MiB/);
      }
      expect(readFileSync(join(cwd, 'a.yaml'), 'utf8') === text).toBe(true);
    });
  }, 60_000);

  test('a file of 2 GB is refused by its size', async () => {
    await inDirectory({}, (cwd) => {
      const descriptor = openSync(join(cwd, 'a.yaml'), 'w');
      writeSync(descriptor, 'apiVersion: v1\n');
      ftruncateSync(descriptor, 2 ** 31);
      closeSync(descriptor);
      const { status, stdout } = run(['check', 'a.yaml'], { cwd });
      expect(status).toBe(2);
      expect(stdout).toContain('? CM1007 a.yaml  the file has 2048 MiB');
    });
  });
});
