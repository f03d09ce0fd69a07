import { join } from 'node:path';
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import { Checker } from '../../src/check/checker';
import { formats } from '../../src/cli/destination';
import { type FilePart, judgeFile, receivePart, type SentPart } from '../../src/cli/file-part';
import { canSend, receiveOptions, sendOptions, takeTurns, type ThreadTask } from '../../src/cli/thread-task';
import { threadsFor } from '../../src/cli/threads';
import { catalogue } from '../../src/controls/index';
import { listFiles, readFound, STDIN } from '../../src/manifest/read';
import { casemate, clean, inDirectory, sloppy } from './support';

const bin = join(__dirname, '../../bin/casemate.js');

const policy = (name: string): string => `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: ${name}, namespace: shop }
spec: { podSelector: { matchLabels: { app: nobody } }, policyTypes: [Ingress] }
`;

/** Everything that makes one file different from another to a reader, and controls over the whole set that blame objects of several files. */
const files = {
  'deploy/a.yaml': [sloppy, sloppy.replace('name:   web', 'name: other'), clean].join('---\n'),
  'deploy/alias.yaml': `apiVersion: v1\nkind: List\nitems:\n- &it\n  apiVersion: v1\n  kind: ConfigMap\n  metadata: { name: twice }\n- *it\n`,
  'deploy/b.yaml': policy('one'),
  'deploy/broken.yaml': `${sloppy}---\na: [\n---\n${policy('behind-the-break')}`,
  'deploy/comment.yaml': '# nothing\n',
  'deploy/c/list.json': JSON.stringify({ apiVersion: 'v1', kind: 'List', items: [{ apiVersion: 'v1', kind: 'Podd' }, { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'p', namespace: 'elsewhere' }, spec: { hostPID: 'x' } }, null] }),
  'deploy/chart/Chart.yaml': 'name: chart\n',
  'deploy/merge.yaml': `apiVersion: v1\nkind: Service\nmetadata:\n  name: m\n  labels: &l { a: b }\nspec:\n  selector: { <<: *l, app: gone }\n---\n${sloppy}`,
  'deploy/latin.yaml': Buffer.from('kind: \xe9\n', 'latin1'),
  'deploy/crlf.yml': sloppy.replaceAll('\n', '\r\n'),
  'empty/values.txt': '',
  'named-empty.yaml': '',
  'exceptions.lock.json': JSON.stringify({
    schema: 'https://casemate.dev/schema/exceptions/v1',
    exceptions: [{
      control: 'image-digest', object: { apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'shop', name: 'web' },
      reason: 'the registry of the test knows no digests', owner: 'team-web', expires: '2026-12-30',
    }],
  }),
};

interface Outcome {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** What the published command line says, as a process of its own: `npm test` builds it first. */
const run = (cwd: string, argv: readonly string[], input = ''): Outcome => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [bin, ...argv], { cwd, input, encoding: 'utf8', maxBuffer: 1e8 });
  return { status, stdout, stderr };
};

const now = ['--now', '2026-11-26'];

/** On a busy machine. */
const TIMEOUT = 120_000;

describe('several threads say what one says, byte for byte', () => {
  const inputs = ['named-empty.yaml', 'deploy/b.yaml', 'deploy', 'empty', 'missing.yaml', 'deploy/**/*.yaml', '-'];
  const compare = async (argv: readonly string[], input?: string, prepare: (directory: string) => void = () => undefined): Promise<Outcome> =>
    inDirectory(files, (directory) => {
      prepare(directory);
      const alone = run(directory, [...argv, '--threads', '1'], input);
      expect(run(directory, [...argv, '--threads', '3'], input)).toEqual(alone);
      return alone;
    });

  test('in every format', async () => {
    await inDirectory(files, (directory) => {
      const [alone, together] = ['1', '4'].map((threads) => {
        const outputs = formats.flatMap((format) => ['-f', `${format}=${format}`]);
        const outcome = run(directory, ['check', ...inputs, ...outputs, ...now, '--threads', threads], sloppy);
        return { outcome, reports: formats.map((format) => readFileSync(join(directory, format), 'utf8')) };
      });
      expect(alone?.outcome).toEqual({ status: 2, stdout: '', stderr: '' });
      for (const report of alone?.reports ?? []) expect(report.length).toBeGreaterThan(1000);
      expect(together).toEqual(alone);
    });
  }, TIMEOUT);

  test('with every sort of verdict: found in the set, accepted, unreadable, not evaluated', async () => {
    const { stdout } = await compare(['check', 'deploy', '-f', 'json', ...now]);
    const { findings, notEvaluated, exceptions } = JSON.parse(stdout) as Record<'findings' | 'notEvaluated' | 'exceptions', Record<string, unknown>[]>;
    expect(findings.filter(({ control }) => control === 'network-no-dangling-policy')).toMatchObject([
      { file: 'deploy/b.yaml', line: 4, column: 9 }, { file: 'deploy/broken.yaml', line: 21, column: 9 },
    ]);
    expect(findings.map(({ control }) => control)).toContain('manifest-unique-names');
    expect(exceptions.length).toBeGreaterThan(0);
    expect(notEvaluated.map(({ code }) => code)).toEqual(expect.arrayContaining(['CM1001', 'CM1004', 'CM1016', 'CM3001', 'CM3002']));
  }, TIMEOUT);

  test('with a dated catalogue, another profile, without exceptions, for a part', async () => {
    await compare(['check', 'deploy', '-f', 'json', '--catalogue', '2026-11', '--profile', 'pss-restricted', '--no-exceptions', ...now]);
    await compare(['check', 'deploy/b.yaml', 'deploy/a.yaml', '-f', 'json', '--partial', '--fail-on', 'never', ...now]);
  }, TIMEOUT);

  test('with a ratchet', async () => {
    const { stdout } = await compare(['check', 'deploy/a.yaml', 'deploy/b.yaml', 'deploy/merge.yaml', '-f', 'json', ...now], undefined, (directory) => {
      expect(run(directory, ['ratchet', 'write', 'deploy/a.yaml', 'deploy/b.yaml', ...now]).status).toBe(0);
    });
    const { ratchet } = JSON.parse(stdout) as { readonly ratchet: { readonly findings: readonly unknown[] } };
    expect(ratchet.findings.length).toBeGreaterThan(0);
  }, TIMEOUT);
});

describe('a thread', () => {
  /** What a thread alone makes of files. */
  const partsOf = (task: ThreadTask): Promise<ReadonlyMap<number, FilePart>> => new Promise((resolve, reject) => {
    const parts = new Map<number, FilePart>();
    const worker = new Worker(join(__dirname, '../../lib/src/cli/thread.js'), { workerData: task });
    worker.on('error', reject);
    worker.on('message', (message: { readonly index: number; readonly part: SentPart } | undefined) => {
      if (message === undefined) resolve(parts);
      else parts.set(message.index, receivePart(message.part));
    });
  });

  test('takes the files that nobody has taken, and leaves standard input to the main thread', async () => {
    await inDirectory(files, async (directory) => {
      const found = [STDIN, ...listFiles(['deploy'], directory).flatMap((list) => list.found)] as const;
      const taken = new Int32Array(new SharedArrayBuffer(4));
      const parts = await partsOf({ found, taken, options: sendOptions({ now: new Date('2026-11-26') }) });
      expect([...parts.keys()]).toEqual(Array.from({ length: found.length - 1 }, (_, index) => index + 1));
      const checker = new Checker();
      for (const [index, part] of parts) {
        const own = judgeFile(checker, readFound(found[index] ?? STDIN));
        expect({ ...part, subjects: part.subjects.map(({ object }) => object) }).toEqual({ ...own, subjects: own.subjects.map(({ object }) => object) });
        part.subjects.forEach((subject, position) => {
          for (const path of [[], ['metadata', 'name'], ['spec', 'selector', 'app'], ['spec', 'template', 'spec', 'containers', 0, 'image']]) {
            expect(subject.locate?.(path)).toEqual(own.subjects[position]?.locate?.(path));
          }
        });
      }
    });
  }, TIMEOUT);

  test('that breaks is made up for', async () => {
    // From its sources the kit has no code for threads that Node could run.
    const alone = await casemate(['check', 'deploy', '--threads', '1', ...now], { files });
    expect(await casemate(['check', 'deploy', '--threads', '3', ...now], { files })).toEqual(alone);
  }, TIMEOUT);

  test('judges by the same options', () => {
    const options = { profile: 'pss-baseline', kubernetes: '1.30', controls: catalogue.slice(3, 9), partial: true, now: new Date(0) } as const;
    expect(receiveOptions(structuredClone(sendOptions(options)))).toEqual(options);
    expect(canSend(options)).toBe(true);
    expect(canSend({ controls: [{ ...catalogue[0] } as (typeof catalogue)[number]] })).toBe(false);
    expect(canSend({ policies: [{ object: { apiVersion: 'v1', kind: 'Namespace' } }] })).toBe(false);
  });

  test('never takes what another has taken', () => {
    const taken = new Int32Array(new SharedArrayBuffer(4));
    const found = [STDIN, STDIN, STDIN] as const;
    const [first, second] = [takeTurns(found, taken), takeTurns(found, taken)];
    expect([first.next().value, second.next().value, first.next().value].map((turn) => (turn ?? [])[0])).toEqual([0, 1, 2]);
    expect([first.next().done, second.next().done]).toEqual([true, true]);
  });
});

test('little to read is not worth a thread, much is', async () => {
  await inDirectory({ 'a.yaml': sloppy, 'b.yaml': sloppy, 'c.yaml': sloppy }, (directory) => {
    const found = listFiles(['.'], directory).flatMap((list) => list.found);
    expect(threadsFor(found, 8)).toBe(1);
    for (const name of ['a', 'b', 'c']) writeFileSync(join(directory, `${name}.yaml`), `#${' '.repeat(2e6)}\n`);
    expect(threadsFor(found, 8)).toBe(3);
    expect(threadsFor(found, 4)).toBe(2);
    expect([1, 2, 3].map((processors) => threadsFor(found, processors))).toEqual([1, 1, 1]);
    expect(threadsFor(found.slice(0, 1), 8)).toBe(1);
  });
});

test('a number of threads is a number', async () => {
  const { exitCode, stderr } = await casemate(['check', '-', '--threads', 'many']);
  expect(exitCode).toBe(2);
  expect(stderr).toContain('is no number of threads');
});
