// Installing models from a hub on this machine that breaks off, lies, redirects and is full.

import assert from 'node:assert/strict';
import { cp, mkdir, open, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { CancelledError, CancelSource, neverCancelled } from '../../../../src/core/cancel';
import { EngineError, type EngineErrorCode } from '../../../../src/engine/errors';
import type { Clock } from '../../../../src/engine/ports';
import { manifestName } from '../../../../src/runtime/model/installManifest';
import { Hub, type HubAccess, type HubOptions, type InstallProgress } from '../../../../src/runtime/node/hub/hub';
import { ProcessLock } from '../../../../src/runtime/node/index/processLock';
import { readModelFolder } from '../../../../src/runtime/node/modelFolder';
import {
  commit,
  FakeHub,
  filesOf,
  proxyAuthorization,
  sha256,
  startProxy,
  type Behaviour,
  type FakeFile,
} from '../../../support/fakeHub';
import { withFolder } from '../../../support/temporaryFolder';
import { tinyBertFolder } from '../../../support/tinyBert';

const id = 'owner/tiny';
const onnx = 'onnx/model_quantized.onnx';
/** Waits between attempts take no time. */
const hurried: Clock = {
  now: () => 0,
  after: (_, action) => {
    const timer = setImmediate(action);
    return () => clearImmediate(timer);
  },
};

interface Bench {
  readonly remote: FakeHub;
  readonly hub: Hub;
  readonly access: HubAccess;
  readonly folder: string;
  readonly files: ReadonlyMap<string, FakeFile>;
  /** Plans and installs; returns the folder. */
  install(onProgress?: (progress: InstallProgress) => void, signal?: CancelSource): Promise<string>;
}

async function bench(
  work: (made: Bench) => Promise<void>,
  behaviour: Behaviour = {},
  options: Partial<HubOptions> = {},
  change: (files: Map<string, FakeFile>) => void = () => {},
): Promise<void> {
  await withFolder(async (folder) => {
    const files = await filesOf(tinyBertFolder);
    change(files);
    const remote = await FakeHub.start(files, behaviour);
    const hub = new Hub({ modelsFolder: path.join(folder, 'models'), clock: hurried, ...options });
    const access = { host: remote.host };
    try {
      await work({
        ...{ remote, hub, access, folder, files },
        install: async (onProgress = () => {}, source = new CancelSource()) =>
          hub.install(await hub.plan(id, access, source.signal), access, onProgress, source.signal),
      });
    } finally {
      await remote.stop();
    }
  });
}

const fails = (code: EngineErrorCode, reason: RegExp) => (error: unknown) => {
  assert.ok(error instanceof EngineError, String(error));
  assert.equal(error.code, code, error.message);
  assert.match(error.details.reason ?? '', reason);
  assert.ok(error.details.subject);
  return true;
};

async function namesIn(folder: string): Promise<string[]> {
  return (await readdir(folder, { recursive: true }).catch(() => [])).map((name) => name.replaceAll('\\', '/')).sort();
}

describe('Hub.plan', () => {
  it('lists what is needed, with sizes and checksums, and downloads nothing', () =>
    bench(async ({ hub, access, remote, folder, files }) => {
      const plan = await hub.plan(id, access, neverCancelled);
      const size = (name: string): number => files.get(name)?.content.length ?? 0;
      assert.deepEqual(
        plan.files.map((file) => [file.path, file.sizeBytes]),
        ['truecase.json', 'tokenizer_config.json', 'config.json', 'tokenizer.json', onnx]
          .map((name): [string, number] => [name, size(name)])
          .sort((a, b) => a[1] - b[1]),
      );
      assert.equal(plan.revision, commit);
      assert.equal(plan.licence, 'apache-2.0');
      assert.equal(plan.folder, path.join(folder, 'models', 'owner--tiny@0123456789ab'));
      assert.equal(
        plan.sizeBytes,
        plan.files.reduce((sum, file) => sum + file.sizeBytes, 0),
      );
      assert.equal(plan.presentBytes, 0);
      assert.equal(plan.files.at(-1)?.sha256, sha256(files.get(onnx)?.content ?? Buffer.of()));
      assert.equal(remote.seen.length, 1);
      assert.deepEqual(await namesIn(folder), []);
    }));

  it('takes the file for a GPU when that is asked for, and weights beside it', () =>
    bench(
      async ({ hub, access }) => {
        const plan = await hub.plan(id, { ...access, device: 'webgpu' }, neverCancelled);
        const paths = plan.files.map((file) => file.path).filter((name) => name.startsWith('onnx/'));
        assert.deepEqual(paths.sort(), ['onnx/model.onnx', 'onnx/model.onnx_data']);
      },
      {},
      {},
      (files) => files.set('onnx/model.onnx_data', { content: Buffer.alloc(10), lfs: true }),
    ));

  const refused: readonly [string, Behaviour, EngineErrorCode, RegExp][] = [
    ['an answer of another form', { api: () => ({ hello: 1 }) }, 'downloadFailed', /answers otherwise: sha/],
    ['a list', { api: () => [] }, 'downloadFailed', /answers otherwise/],
    [
      'a revision that is no commit',
      { api: (answer) => ({ ...answer, sha: '../../x' }) },
      'downloadFailed',
      /answers otherwise: sha: expected a commit/,
    ],
    [
      'a model without tokenizer.json',
      { api: (answer) => without(answer, 'tokenizer.json') },
      'modelUnsupported',
      /no tokenizer\.json/,
    ],
    [
      'a model without ONNX files',
      { api: (answer) => without(without(answer, onnx), 'onnx/model.onnx') },
      'modelUnsupported',
      /no ONNX file/,
    ],
    [
      'a file without a checksum',
      { api: (answer) => mapSiblings(answer, (file) => ({ rfilename: file.rfilename, size: 5 })) },
      'modelUnsupported',
      /no checksum/,
    ],
  ];
  for (const [name, behaviour, code, reason] of refused) {
    it(`refuses ${name}`, () =>
      bench(({ hub, access }) => assert.rejects(hub.plan(id, access, neverCancelled), fails(code, reason)), behaviour));
  }

  const licences: readonly [string, Record<string, unknown>, string | undefined][] = [
    ['of the card', { cardData: { license: 'mit' }, tags: ['license:other'] }, 'mit'],
    ['in a list', { cardData: { license: ['mit', 'cc-by-4.0'] } }, 'mit, cc-by-4.0'],
    ['with a name of its own', { cardData: { license: 'other', license_name: 'open-rail' } }, 'open-rail'],
    ['that is only called another one', { cardData: { license: 'other' } }, 'other'],
    ['of the tags, where there is no card', { cardData: undefined, tags: ['bert', 'license:gpl-3.0'] }, 'gpl-3.0'],
    ['that nobody states', { cardData: {}, tags: ['bert'] }, undefined],
    ['where there is neither card nor tag', { cardData: undefined }, undefined],
    ['that is nonsense', { cardData: { license: { a: 1 } }, tags: [7] }, undefined],
  ];
  for (const [name, fields, expected] of licences) {
    it(`tells a licence ${name}: ${expected ?? 'none'}`, () =>
      bench(async ({ hub, access }) => assert.equal((await hub.plan(id, access, neverCancelled)).licence, expected), {
        api: (answer) => ({ ...answer, ...fields }),
      }));
  }

  const hostile = [
    '../config.json',
    '/etc/passwd',
    'onnx/../../x.onnx',
    'C:\\x.onnx',
    'onnx\\x.onnx',
    'onnx/nul\u0000.onnx',
    '.git/config',
    'onnx/./x.onnx',
  ];
  for (const name of hostile) {
    it(`does not take ${JSON.stringify(name)} for a file of the model`, () =>
      bench(
        ({ hub, access }) => assert.rejects(hub.plan(id, access, neverCancelled), fails('modelUnsupported', /no ONNX/)),
        {
          api: (answer) => ({
            ...answer,
            siblings: [
              ...(without(without(answer, onnx), 'onnx/model.onnx').siblings as Sibling[]),
              { rfilename: name, size: 1, blobId: 'a'.repeat(40) },
            ],
          }),
        },
      ));
  }

  it('leaves out paths that leave the folder', () =>
    bench(
      async ({ hub, access }) => {
        const plan = await hub.plan(id, access, neverCancelled);
        assert.ok(plan.files.every((file) => !file.path.includes('..')));
        assert.equal(plan.files.filter((file) => file.path.startsWith('onnx')).length, 1);
      },
      {
        api: (answer) => ({
          ...answer,
          siblings: [
            ...(answer.siblings as unknown[]),
            { rfilename: `${onnx}_data/../../../../x`, size: 1, blobId: 'a'.repeat(40) },
          ],
        }),
      },
    ));

  it('says what the network or the hub says', () =>
    bench(async ({ hub, access }) => {
      const plan = (model: string, host = access.host): Promise<unknown> =>
        hub.plan(model, { ...access, host }, neverCancelled);
      await assert.rejects(plan('owner/other'), fails('downloadFailed', /404: it does not exist/));
      await assert.rejects(plan('owner/../../etc'), fails('badInput', /owner\/name/));
      await assert.rejects(plan('..'), fails('badInput', /owner\/name/));
      await assert.rejects(plan(id, 'ftp://host'), fails('downloadFailed', /no web address/));
      await assert.rejects(plan(id, await unusedAddress()), fails('downloadFailed', /ECONNREFUSED/));
    }));
});

/** An address where nobody listens. */
async function unusedAddress(): Promise<string> {
  const proxy = await startProxy();
  await proxy.stop();
  return proxy.url;
}

interface Sibling {
  readonly rfilename: string;
}
function mapSiblings(answer: Record<string, unknown>, change: (file: Sibling) => unknown): Record<string, unknown> {
  return { ...answer, siblings: (answer.siblings as Sibling[]).map(change) };
}
function without(answer: Record<string, unknown>, name: string): Record<string, unknown> {
  return { ...answer, siblings: (answer.siblings as Sibling[]).filter((file) => file.rfilename !== name) };
}

describe('Hub.install', () => {
  it('puts a whole, checked folder in its place, with its origin', () =>
    bench(async ({ hub, install, files, remote, folder }) => {
      const progress: InstallProgress[] = [];
      const installed = await install((each) => progress.push(each));
      const expected = ['config.json', onnx, 'tokenizer.json', 'tokenizer_config.json', 'truecase.json'];
      for (const name of expected) {
        assert.deepEqual(await readFile(path.join(installed, name)), files.get(name)?.content, name);
      }
      const names = (await namesIn(installed)).filter((name) => name !== 'onnx');
      assert.deepEqual(names, [...expected, 'semtext-install.json'].sort());
      assert.deepEqual(await namesIn(path.join(folder, 'models', '.partial')), []);
      assert.equal((await readModelFolder(installed, { device: 'cpu' })).name, id);
      assert.equal(await hub.find(id), installed);
      assert.equal(await hub.find('owner/other'), undefined);
      const last = progress.at(-1);
      assert.equal(last?.presentBytes, last?.totalBytes);
      assert.ok(progress.every((each, i) => i === 0 || each.presentBytes >= progress[i - 1].presentBytes));
      const before = remote.fetches(onnx).length;
      assert.equal(await install(), installed, 'what is there is not fetched again');
      assert.equal(remote.fetches(onnx).length, before);
    }));

  it('goes on where a broken connection stopped', () =>
    bench(
      async ({ install, remote }) => {
        await install();
        const ranges = remote.fetches(onnx).map((request) => request.range);
        assert.equal(ranges.length, 3);
        assert.equal(ranges[0], undefined);
        assert.match(ranges[1] ?? '', /^bytes=\d+-$/);
        assert.ok(Number(ranges[2]?.slice(6, -1)) > Number(ranges[1]?.slice(6, -1)));
      },
      { breakAfter: (file, nth) => (file === onnx && nth < 2 ? 30_000 : undefined) },
    ));

  it('goes on in another session, and counts what is there', () =>
    bench(
      async ({ hub, access, install, remote }) => {
        await assert.rejects(install(), fails('downloadFailed', /./));
        const plan = await hub.plan(id, access, neverCancelled);
        assert.ok(plan.presentBytes > 30_000, `${plan.presentBytes}`);
        const fetchedBefore = remote.fetches(onnx).length;
        await install();
        assert.match(remote.fetches(onnx)[fetchedBefore].range ?? '', /^bytes=[1-9]\d*-$/);
      },
      // The first four connections: one with bytes, three without.
      { breakAfter: (file, nth) => (file === onnx && nth < 4 ? (nth === 0 ? 30_000 : 0) : undefined) },
    ));

  it('starts anew where the host sends whole files only', () =>
    bench(
      async ({ install, files }) => {
        const installed = await install();
        assert.deepEqual(await readFile(path.join(installed, onnx)), files.get(onnx)?.content);
      },
      { ignoresRanges: true, breakAfter: (file, nth) => (file === onnx && nth < 2 ? 30_000 : undefined) },
    ));

  it('starts anew when what an earlier session left is damaged', () =>
    bench(async ({ hub, access, install, files }) => {
      const plan = await hub.plan(id, access, neverCancelled);
      const partial = path.join(path.dirname(plan.folder), '.partial', path.basename(plan.folder));
      await mkdir(path.join(partial, 'onnx'), { recursive: true });
      await writeFile(path.join(partial, `${onnx}.part`), Buffer.alloc(40_000, 7));
      await writeFile(path.join(partial, 'tokenizer.json'), 'not it');
      await writeFile(path.join(partial, 'onnx', 'model_fp16.onnx'), 'of another plan');
      const installed = await install();
      assert.deepEqual(await readFile(path.join(installed, onnx)), files.get(onnx)?.content);
      assert.deepEqual(await readdir(path.join(installed, 'onnx')), ['model_quantized.onnx']);
    }));

  it('waits out a host that is busy', () =>
    bench((made) => made.install().then(() => {}), { status: (_, nth) => (nth === 0 ? 503 : undefined) }));

  it('lets no file through whose checksum is wrong, and loads nothing', () =>
    bench(
      async ({ hub, install }) => {
        await assert.rejects(install(), fails('downloadMismatch', /checksum is wrong/));
        assert.equal(await hub.find(id), undefined);
        assert.deepEqual(await hub.installed(), []);
      },
      { content: (file, content) => (file === onnx ? Buffer.from(content.map((byte) => byte ^ 1)) : content) },
    ));

  it('checks small files too', () =>
    bench((made) => assert.rejects(made.install(), fails('downloadMismatch', /checksum is wrong/)), {
      content: (file, content) => (file === 'tokenizer.json' ? Buffer.alloc(content.length, 32) : content),
    }));

  it('throws away a file that is longer than announced, so that the next attempt starts anew', () => {
    let tooLong = true;
    return bench(
      async ({ folder, install, remote }) => {
        await assert.rejects(install(), fails('downloadMismatch', /longer/));
        assert.ok(!(await namesIn(folder)).some((name) => name.endsWith(`${path.basename(onnx)}.part`)));
        tooLong = false;
        const before = remote.fetches(onnx).length;
        await install();
        assert.equal(remote.fetches(onnx)[before].range, undefined);
      },
      {
        content: (file, content) => (file === onnx && tooLong ? Buffer.concat([content, content]) : content),
      },
    );
  });

  const misbehaving: readonly [string, Behaviour, RegExp][] = [
    ['a file that is gone', { status: (file) => (file === onnx ? 404 : undefined) }, /404: it does not exist/],
    ['a gated model', { status: () => 403 }, /403: .*terms/],
    ['a host that stays busy', { status: () => 500 }, /500/],
  ];
  for (const [name, behaviour, reason] of misbehaving) {
    it(`gives up on ${name}`, () =>
      bench((made) => assert.rejects(made.install(), fails('downloadFailed', reason)), behaviour));
  }

  it('does not fetch the weights of a family that cannot be run', () =>
    bench(
      async ({ install, remote }) => {
        await assert.rejects(install(), fails('modelUnsupported', /family gpt2/));
        assert.equal(remote.fetches(onnx).length, 0);
      },
      {},
      {},
      (files) => files.set('config.json', { content: Buffer.from('{"model_type":"gpt2"}'), lfs: false }),
    ));

  it('can be cancelled, keeps what came, and goes on later', async () => {
    const source = new CancelSource();
    await bench(
      async ({ hub, access, install, folder }) => {
        const started = install((progress) => {
          if (progress.file === onnx) source.cancel();
        }, source);
        await assert.rejects(started, CancelledError);
        assert.equal(await hub.find(id), undefined);
        const plan = await hub.plan(id, access, neverCancelled);
        assert.ok(plan.presentBytes > 0);
        assert.deepEqual(await namesIn(path.join(folder, 'models')).then((names) => names.includes('lock')), false);
        await install();
        assert.ok(await hub.find(id));
      },
      // Slow enough that the cancellation comes before the end.
      { breakAfter: (file, nth) => (file === onnx && nth === 0 ? 60_000 : undefined) },
    );
  });

  it('forgets an interrupted download when told to', () =>
    bench(
      async ({ hub, access, install }) => {
        await assert.rejects(install());
        const plan = await hub.plan(id, access, neverCancelled);
        assert.ok(plan.presentBytes > 0);
        await hub.discard(plan);
        assert.equal((await hub.plan(id, access, neverCancelled)).presentBytes, 0);
      },
      { status: (file) => (file === onnx ? 404 : undefined) },
    ));

  it('says when the disk is full, and loads nothing', async () => {
    const full = Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });
    const openFile: HubOptions['openFile'] = async (file, flags) => {
      const handle = await open(file, flags);
      return {
        write: (bytes) => (file.includes('.onnx') ? Promise.reject(full) : handle.write(bytes)),
        sync: () => handle.sync(),
        close: () => handle.close(),
      };
    };
    await bench(
      async ({ hub, install }) => {
        await assert.rejects(install(), fails('storage', /no room on the disk/));
        assert.equal(await hub.find(id), undefined);
      },
      {},
      { openFile },
    );
  });

  it('says when the disk is full before it begins', () =>
    bench((made) => assert.rejects(made.install(), fails('storage', /no room on the disk/)), {
      api: (answer) =>
        mapSiblings(answer, (file) =>
          file.rfilename === onnx ? { ...file, lfs: { sha256: 'a'.repeat(64), size: 2 ** 52, pointerSize: 1 } } : file,
        ),
    }));

  it('says when the place for models cannot be written', () =>
    bench(async ({ folder, access }) => {
      await writeFile(path.join(folder, 'file'), '');
      const hub = new Hub({ modelsFolder: path.join(folder, 'file', 'models'), clock: hurried });
      const install = hub.install({ id, revision: commit }, access, () => {}, neverCancelled);
      await assert.rejects(install, fails('storage', /./));
    }));

  it('lets one process at a time download a model', () =>
    bench(async ({ hub, access, install }) => {
      const plan = await hub.plan(id, access, neverCancelled);
      const partial = path.join(path.dirname(plan.folder), '.partial', path.basename(plan.folder));
      await mkdir(partial, { recursive: true });
      const other = new ProcessLock(`${partial}.lock`);
      assert.equal(await other.tryHold(), true);
      await assert.rejects(install(), fails('downloadFailed', /under way/));
      await other.dispose();
      assert.ok(await install());
    }));

  it('is not kept out by what a killed process left, whoever has its number now', () =>
    bench(async ({ hub, access, install }) => {
      const plan = await hub.plan(id, access, neverCancelled);
      const partial = path.join(path.dirname(plan.folder), '.partial', path.basename(plan.folder));
      await mkdir(partial, { recursive: true });
      await writeFile(path.join(partial, 'lock'), String(process.ppid));
      await writeFile(`${partial}.lock`, '');
      const folder = await install();
      assert.equal((await namesIn(folder)).includes('lock'), false);
    }));

  it('believes the hub, not a plan that was elsewhere', () =>
    bench(async ({ hub, access, files }) => {
      const plan = await hub.plan(id, access, neverCancelled);
      const altered = {
        ...plan,
        files: plan.files.map((file) => ({ ...file, path: '../../x' })),
        folder: '/elsewhere',
      };
      const installed = await hub.install(altered, access, () => {}, neverCancelled);
      assert.equal(installed, plan.folder);
      assert.deepEqual(await readFile(path.join(installed, onnx)), files.get(onnx)?.content);
    }));

  it('sends the token to the hub and not where it redirects', () =>
    bench(async ({ hub, access, remote }) => {
      const withToken = { ...access, token: 'secret' };
      const plan = await hub.plan(id, withToken, neverCancelled);
      await hub.install(plan, withToken, () => {}, neverCancelled);
      const to = (storage: boolean): (string | undefined)[] =>
        remote.seen.filter((request) => request.storage === storage).map((request) => request.authorization);
      assert.ok(to(false).every((each) => each === 'Bearer secret'));
      assert.deepEqual(to(true), [undefined]);
    }));
});

describe('a proxy', () => {
  const saved = { ...process.env };
  beforeEach('forget what this machine has set', () => {
    for (const name of Object.keys(process.env)) if (/_proxy$/i.test(name)) Reflect.deleteProperty(process.env, name);
  });
  afterEach('set it again', () => {
    // Not a plain object in its place: what is set in one is no variable of the process.
    for (const key of Object.keys(process.env)) if (!(key in saved)) Reflect.deleteProperty(process.env, key);
    Object.assign(process.env, saved);
  });

  it('is used for everything when the editor names it', async () => {
    const proxy = await startProxy('word');
    try {
      await bench(async ({ hub, access, remote }) => {
        const through = { ...access, proxy: proxy.url.replace('http://', 'http://me:word@') };
        const plan = await hub.plan(id, through, neverCancelled);
        await hub.install(plan, through, () => {}, neverCancelled);
        assert.ok(remote.connections > 0);
        assert.equal(proxy.seen.length, remote.connections);
      });
    } finally {
      await proxy.stop();
    }
  });

  it('is named, without its password, when it refuses', async () => {
    const proxy = await startProxy('word');
    try {
      await bench(async ({ hub, access }) => {
        const through = { ...access, proxy: proxy.url.replace('http://', 'http://me:wrong@') };
        await assert.rejects(hub.plan(id, through, neverCancelled), (error: unknown) => {
          assert.ok(fails('downloadFailed', /407/)(error));
          assert.ok(!String(error).includes('wrong'));
          return true;
        });
      });
    } finally {
      await proxy.stop();
    }
  });

  const ways: readonly {
    readonly name: string;
    readonly access?: (proxy: string) => Partial<HubAccess>;
    readonly environment?: (proxy: string) => Record<string, string>;
    /** Whether the proxy is asked. */
    readonly asked: boolean;
    readonly password?: string;
  }[] = [
    {
      name: 'of the environment is used where the editor has none',
      environment: (proxy) => ({ HTTP_PROXY: proxy }),
      asked: true,
    },
    {
      name: 'of the environment is left out for NO_PROXY',
      environment: (proxy) => ({ HTTP_PROXY: proxy, NO_PROXY: '127.0.0.1' }),
      asked: false,
    },
    {
      name: 'is left out for the hosts that the editor names',
      access: (proxy) => ({ proxy, noProxy: ['example.org', '127.0.0.1'] }),
      asked: false,
    },
    {
      name: 'is left out for hosts of the environment beside those of the editor',
      access: (proxy) => ({ proxy, noProxy: ['example.org'] }),
      environment: () => ({ NO_PROXY: '127.0.0.1' }),
      asked: false,
    },
    { name: 'is used for other hosts', access: (proxy) => ({ proxy, noProxy: ['example.org'] }), asked: true },
    {
      name: 'is not used where proxies are off in the editor, that of the environment neither',
      access: (proxy) => ({ proxy, direct: true }),
      environment: (proxy) => ({ HTTP_PROXY: proxy }),
      asked: false,
    },
    {
      name: "is told the editor's authorization",
      access: (proxy) => ({ proxy, proxyAuthorization: proxyAuthorization('word') }),
      password: 'word',
      asked: true,
    },
  ];
  for (const { name, access: change = () => ({}), environment = () => ({}), asked, password } of ways) {
    it(name, async () => {
      const proxy = await startProxy(password);
      Object.assign(process.env, environment(proxy.url));
      try {
        await bench(async ({ hub, access }) => {
          await hub.plan(id, { ...access, ...change(proxy.url) }, neverCancelled);
          assert.equal(proxy.seen.length, asked ? 1 : 0);
        });
      } finally {
        await proxy.stop();
      }
    });
  }

  for (const proxy of ['socks4://127.0.0.1:1', 'proxy.example:3128', 'me:secret@host']) {
    it(`that has no usable address is said, and not its address: ${proxy}`, () =>
      bench(async ({ hub, access }) => {
        await assert.rejects(hub.plan(id, { ...access, proxy }, neverCancelled), (error: unknown) => {
          assert.ok(error instanceof EngineError, String(error));
          assert.equal(error.code, 'downloadFailed');
          assert.match(error.details.reason ?? '', /^the proxy .* no address/);
          assert.ok(!JSON.stringify(error.details).includes(proxy));
          return true;
        });
      }));
  }
});

describe('Hub.installFromFolder', () => {
  it('copies a model among the installed ones, once', () =>
    withFolder(async (folder) => {
      const hub = new Hub({ modelsFolder: path.join(folder, 'models'), clock: hurried });
      const installed = await hub.installFromFolder(tinyBertFolder, neverCancelled);
      const model = await readModelFolder(installed, { device: 'auto' });
      assert.equal(model.name, 'tiny-bert');
      assert.equal(model.manifest?.files.find((file) => file.path === onnx)?.sha256.length, 64);
      const { mtimeMs } = await stat(installed);
      assert.equal(await hub.installFromFolder(tinyBertFolder, neverCancelled), installed);
      assert.equal((await stat(installed)).mtimeMs, mtimeMs);
      assert.equal(await hub.find('tiny-bert'), installed);
    }));

  it('copies weights beside the graph whatever their ending, and goes by no path in a name', () =>
    withFolder(async (folder) => {
      const hub = new Hub({ modelsFolder: path.join(folder, 'models'), clock: hurried });
      const source = path.join(folder, 'source');
      await cp(tinyBertFolder, source, { recursive: true });
      await writeFile(path.join(source, `${onnx}.data`), 'weights');
      await writeFile(path.join(source, manifestName), JSON.stringify({ id: '../../a/b', files: [] }));
      const installed = await hub.installFromFolder(source, neverCancelled);
      assert.equal(path.dirname(installed), path.join(folder, 'models'));
      assert.equal(await readFile(path.join(installed, `${onnx}.data`), 'utf8'), 'weights');
    }));

  it('refuses a folder that is no model, and leaves nothing', () =>
    withFolder(async (folder) => {
      const hub = new Hub({ modelsFolder: path.join(folder, 'models'), clock: hurried });
      const source = path.join(folder, 'source');
      await cp(tinyBertFolder, source, { recursive: true });
      await writeFile(path.join(source, 'config.json'), '{"model_type":"vit"}');
      await assert.rejects(hub.installFromFolder(source, neverCancelled), fails('modelUnsupported', /vit/));
      await assert.rejects(
        hub.installFromFolder(path.join(folder, 'none'), neverCancelled),
        fails('modelNotFound', /does not exist/),
      );
      assert.deepEqual(await hub.installed(), []);
    }));
});
