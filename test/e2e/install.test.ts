// Another encoder, as a person gets one: from a hub on this machine, behind a proxy, which first lies and breaks off, and from
// a folder. What is fetched is the model of test/unit/fixtures/tiny-bert, whose whole vocabulary is known.

import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Locator } from 'playwright-core';
import { requiredEnv } from '../support/browser';
import { FakeHub, filesOf, proxyAuthorization, startProxy, type Behaviour, type FakeProxy } from '../support/fakeHub';
import { addUserSettings, writeMachineSettings } from '../support/machineSettings';
import { tinyBertFolder } from '../support/tinyBert';
import { useWorkbench } from '../support/workbench';

const id = 'owner/tiny';
const onnx = 'onnx/model_quantized.onnx';
/** What is fetched of the model for a processor. */
const needed = [onnx, 'config.json', 'tokenizer.json', 'tokenizer_config.json', 'truecase.json'];
/** Where the extension keeps encoders, in the folder of VS Code. */
const stored = 'user/User/globalStorage/semantic-text.semantic-text-tools/models';
const limit = { timeout: 60_000 };
const text = 'The cat sat on the [MASK].\n';

describe('another encoder', () => {
  const behaviour: Behaviour = {};
  let hub: FakeHub;
  let proxy: FakeProxy;
  let takeBack: () => void;
  let sizeBytes = 0;

  before('start a hub and a proxy', async () => {
    const files = await filesOf(tinyBertFolder);
    // What a try before this one fetched would not be fetched again.
    rmSync(path.join(requiredEnv('WORKBENCH_FOLDER'), stored), { recursive: true, force: true });
    sizeBytes = needed.reduce((sum, name) => sum + (files.get(name)?.content.length ?? 0), 0);
    hub = await FakeHub.start(files, behaviour);
    proxy = await startProxy('word');
    writeMachineSettings({ 'semanticText.model.host': hub.host });
    takeBack = addUserSettings({ 'http.proxy': proxy.url, 'http.proxyAuthorization': proxyAuthorization('word') });
  });
  after('stop them', async () => {
    writeMachineSettings({});
    takeBack();
    await proxy.stop();
    await hub.stop();
  });

  const vscode = useWorkbench({ files: { 'cat.txt': text, 'empty/none.txt': '' } });
  const question = (): Locator => vscode().dialog.filter({ hasText: `Download the encoder ${id}?` });
  const told = (words: string | RegExp): Locator => vscode().notifications.filter({ hasText: words });
  const fetched = (): number => hub.seen.filter((request) => request.storage).length;

  /** Answers the question; `given`: what stood in it. */
  async function answer(button: string): Promise<string> {
    await question().waitFor(limit);
    const given = await question().innerText();
    await question().getByRole('button', { name: button }).click();
    await question().waitFor({ state: 'detached' });
    return given;
  }

  /** Runs the command and gives the name of the model, up to the question. */
  async function ask(): Promise<void> {
    const workbench = vscode();
    await workbench.runCommand('Semantic Text: Install Encoder from Hub');
    await workbench.quickInput.locator('.quick-input-title', { hasText: 'Install an encoder from the hub' }).waitFor();
    await workbench.quickInput.locator('input.input').fill(id);
    await workbench.page.waitForTimeout(200);
    await workbench.quickInput.locator('input.input').press('Enter');
  }

  async function clear(): Promise<void> {
    await vscode().runCommand('Notifications: Clear All Notifications');
    await vscode().notifications.first().waitFor({ state: 'detached' });
  }

  async function fillings(): Promise<string[]> {
    const workbench = vscode();
    await workbench.openFile('cat.txt');
    await workbench.putCaret('cat.txt', '[MASK]', 2);
    await workbench.runCommand('Semantic Text: Fill Mask');
    const rows = await workbench.quickPickRows();
    await workbench.page.keyboard.press('Escape');
    return rows.map((row) => /^\p{L}+/u.exec(row)?.[0].toLowerCase() ?? assert.fail(row));
  }

  it('says that the proxy refuses, and what to set', async () => {
    proxy.password = 'another word';
    await ask();
    const trouble = told(/could not be downloaded \(the proxy answers 407\)\..* Behind a proxy, set http\.proxy/);
    await trouble.waitFor(limit);
    assert.ok(!(await trouble.innerText()).includes('word'));
    await vscode().screenshot('install-proxy');
    assert.equal(hub.connections, 0);
    proxy.password = 'word';
    await clear();
  });

  it('asks first: name, size, licence, host and place; and fetches nothing when it is told not to', async () => {
    await ask();
    await question().waitFor(limit);
    await vscode().lookAt('install-question');
    const given = await answer('Cancel');
    const place = path.join(requiredEnv('WORKBENCH_FOLDER'), stored);
    assert.ok(given.includes(`To: ${place}`), `${given} is not in ${place}`);
    assert.match(given, new RegExp(`Size: ${Math.round(sizeBytes / 1000)} kB`));
    assert.match(given, /Licence: apache-2\.0/);
    assert.ok(given.includes(`From: ${hub.host}`), given);
    assert.match(given, /To: \S*models\S+owner--tiny@\w{12}/);
    assert.deepEqual(hub.seen.map(({ url }) => url), [`/api/models/${id}/revision/main?blobs=true`]); // prettier-ignore
  });

  it('says that a checksum is wrong, and puts nothing into its place', async () => {
    behaviour.content = (file, content) => (file === onnx ? Buffer.from(content.map((byte) => byte ^ 1)) : content);
    await ask();
    const folder = /To: (\S+)/.exec(await answer('Download and Use'))?.[1] ?? assert.fail();
    const trouble = told(/model_quantized\.onnx did not arrive as the hub describes it \(its checksum is wrong\)/);
    await trouble.waitFor(limit);
    await vscode().screenshot('install-checksum');
    assert.equal(existsSync(folder), false);
    behaviour.content = undefined;
  });

  it('says that the download broke off, and goes on with it', async () => {
    let connections = 0;
    // The first one brings something, the others nothing, until it is given up.
    behaviour.breakAfter = (file) => (file === onnx ? (connections++ === 0 ? 60_000 : 0) : undefined);
    // The name need not be given again.
    await told('its checksum is wrong').getByRole('button', { name: 'Try Again' }).click();
    await answer('Download and Use');
    const trouble = told('What has arrived is kept');
    await trouble.filter({ hasNotText: 'checksum' }).waitFor(limit);
    behaviour.breakAfter = undefined;
    await trouble.getByRole('button', { name: 'Try Again' }).click();
    await question().waitFor(limit);
    await vscode().screenshot('install-rest');
    const rest = /Size: (\d+) kB of (\d+) kB; the rest is here already/.exec(await answer('Cancel')) ?? assert.fail();
    assert.equal(Number(rest[2]), Math.round(sizeBytes / 1000));
    assert.ok(Number(rest[1]) <= Number(rest[2]) - 60, rest[0]);
  });

  it('shows how far it is, and can be cancelled', async () => {
    let release: () => void = () => {};
    const held = new Promise<void>((resolve) => (release = resolve));
    behaviour.hold = (file) => (file === onnx ? held : undefined);
    await ask();
    await answer('Download and Use');
    const progress = told(`Downloading ${id}`);
    await progress.filter({ hasText: onnx }).waitFor(limit);
    const bar = progress.locator('.monaco-progress-container.discrete .progress-bit');
    const width = parseFloat(await bar.evaluate((element) => (element as HTMLElement).style.width));
    assert.ok(width > 25 && width < 95, `${width} %`);
    await vscode().lookAt('install-progress');
    await progress.getByRole('button', { name: 'Cancel' }).click();
    await progress.waitFor({ state: 'detached' });
    release();
    behaviour.hold = undefined;
    await vscode().page.waitForTimeout(1000);
    assert.deepEqual(await vscode().notifications.allTextContents(), [], 'a cancelled download is no trouble');
  });

  it('is used as soon as it is there, and nothing is asked of the network any more', async () => {
    await ask();
    await answer('Download and Use');
    await told(`${id} is in use.`).waitFor(limit);
    await vscode().screenshot('install-done');
    const tunnels = proxy.seen.filter((asked) => hub.places.some((place) => asked === `CONNECT ${place}`));
    // The one that was sent away never came to the hub.
    assert.equal(tunnels.length - 1, hub.connections, 'a connection went past the proxy');
    assert.ok(hub.connections > 1);
    const before = hub.seen.length;
    const words = await fillings();
    const vocabulary = new Set(Object.keys(vocabularyOf(tinyBertFolder)));
    // Words of two pieces are put together: “sing” of “s” and “##ing”.
    const known = (word: string): boolean => vocabulary.has(word) || vocabulary.has(word.replace(/ing$/, ''));
    assert.ok(words.length >= 5 && words.every(known), words.join());
    await vscode().statusItem('Semantic Text').click();
    assert.match((await vscode().quickPickRows()).join('\n'), new RegExp(`Encoder\\s*${id}`));
    await vscode().page.keyboard.press('Escape');
    assert.equal(hub.seen.length, before);
    await clear();
  });

  it('gives way to the bundled one', async () => {
    const workbench = vscode();
    await workbench.runCommand('Semantic Text: Choose Encoder');
    await workbench.quickInput.locator('.monaco-list-row', { hasText: `${id} · in use` }).waitFor();
    await workbench.quickInput.locator('.monaco-list-row', { hasText: 'Bundled Encoder' }).click();
    await told('semtext-mini-en is in use.').waitFor(limit);
    await clear();
  });

  it('gives way to the bundled one also where the workspace chose it', async () => {
    const workbench = vscode();
    const own = path.join(workbench.folder, '.vscode/settings.json');
    mkdirSync(path.dirname(own), { recursive: true });
    writeFileSync(own, JSON.stringify({ 'semanticText.model.path': tinyBertFolder }));
    const row = workbench.quickInput.locator('.monaco-list-row');
    for (let opened = 0; opened < 20; opened++) {
      await workbench.runCommand('Semantic Text: Choose Encoder');
      await row.filter({ hasText: 'Bundled Encoder' }).waitFor();
      if (await row.filter({ hasText: `${tinyBertFolder} · in use` }).isVisible()) break;
      await workbench.page.keyboard.press('Escape');
      await workbench.page.waitForTimeout(250);
    }
    await row.filter({ hasText: 'Bundled Encoder' }).click();
    await told('semtext-mini-en is in use.').waitFor(limit);
    rmSync(own);
    await clear();
  });

  it('comes from a folder too, without a hub', async () => {
    const asked = hub.seen.length;
    const before = fetched();
    await vscode().runCommand('Semantic Text: Install Encoder from Folder');
    await vscode().chooseFolder(tinyBertFolder);
    await told('tiny-bert is in use.').waitFor(limit);
    assert.deepEqual([hub.seen.length, fetched()], [asked, before]);
    await clear();
  });

  it('says what a folder lacks that holds none', async () => {
    await vscode().runCommand('Semantic Text: Install Encoder from Folder');
    await vscode().chooseFolder(path.join(vscode().folder, 'empty'));
    await told(/empty holds no encoder: config\.json, tokenizer\.json and an ONNX file are needed/).waitFor(limit);
    await vscode().screenshot('install-no-encoder');
    await clear();
  });
});

function vocabularyOf(folder: string): Record<string, number> {
  const { model } = JSON.parse(readFileSync(path.join(folder, 'tokenizer.json'), 'utf8')) as {
    model: { vocab: Record<string, number> };
  };
  return model.vocab;
}
