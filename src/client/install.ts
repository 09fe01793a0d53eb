// Which encoder is used: the bundled one, one from a folder, or one from the hub, which is downloaded only after a person
// saw what, how much, under which licence, from where and to where.

import { Uri, window, workspace, type QuickPickItem } from 'vscode';
import type { InstallPlan } from '../protocol/requests';
import { askFolder } from './askFolder';
import { formatBytes } from './bytes';
import { readSetting, writeSetting } from './configuration';
import type { Platform } from './client';
import { Failure } from './failure';
import type { Guard } from './guard';
import { installLabels as labels } from './labels';
import { messages } from './messages';
import { withProgress } from './progress';
import type { Server } from './server';

export interface InstallContext {
  readonly server: Server;
  readonly guard: Guard;
  readonly platform: Pick<Platform, 'placeOf' | 'hasHub'>;
}

/** `owner/name` as the hub spells it; the server takes no other form. */
const hubId = /^[\w-][\w.-]*\/[\w-][\w.-]*$/;

export async function chooseModel(context: InstallContext): Promise<void> {
  const host = readSetting('model.host');
  const current = readSetting('model.path') || readSetting('model.id');
  type Choice = QuickPickItem & { readonly run: () => Promise<void> };
  const bundled: Choice = {
    label: labels.bundled(),
    description: current === '' ? labels.inUse() : undefined,
    detail: labels.bundledDetail(),
    run: () => use(context, { path: '', id: '' }),
  };
  const hub: Choice = {
    label: labels.fromHub(),
    description: readSetting('model.path') === '' ? describe(readSetting('model.id')) : undefined,
    detail: labels.fromHubDetail(host),
    run: () => installFromHub(context, undefined),
  };
  const folder: Choice = {
    label: labels.fromFolder(),
    description: describe(readSetting('model.path')),
    detail: labels.fromFolderDetail(),
    run: () => installFromFolder(context),
  };
  const choices = context.platform.hasHub ? [bundled, hub, folder] : [bundled, folder];
  const chosen = await window.showQuickPick(choices, { title: labels.chooseTitle() });
  await chosen?.run();
}

const describe = (model: string): string | undefined => (model === '' ? undefined : `${model} · ${labels.inUse()}`);

export async function installFromHub(context: InstallContext, given: string | undefined): Promise<void> {
  if (!context.platform.hasHub) return context.guard.say(messages.noHubHere());
  const id = given ?? (await askId());
  if (!id) return;
  try {
    await download(context, id);
  } catch (error) {
    // So that trying again need not ask for the name again.
    throw error instanceof Failure ? new Failure(error.code, { ...error.details, model: id }) : error;
  }
}

async function download(context: InstallContext, id: string): Promise<void> {
  const { server } = context;
  const plan = await withProgress(labels.planning(id), (token) => server.request('planInstall', { id }, { token }));
  const answer = await window.showInformationMessage(
    labels.question(plan.id),
    { modal: true, detail: detailOf(plan) },
    labels.install(),
  );
  if (answer !== labels.install()) return;
  await withProgress(labels.downloading(plan.id), (token, onProgress) =>
    server.request('installModel', { plan }, { token, onProgress }),
  );
  await use(context, { path: '', id: plan.id });
}

export async function installFromFolder(context: InstallContext): Promise<void> {
  const folder = await askFolder(labels.openFolderTitle(), labels.openFolder());
  if (!folder) return;
  const place = context.platform.placeOf(folder);
  if (place === undefined) context.guard.say(messages.notOnDisk());
  else if (await isModelFolder(folder)) await use(context, { path: place, id: '' });
  else context.guard.say(messages.notAModel(place));
}

async function askId(): Promise<string | undefined> {
  const typed = await window.showInputBox({
    title: labels.idTitle(),
    prompt: labels.idPrompt(),
    placeHolder: 'owner/name',
    ignoreFocusOut: true,
    validateInput: (value) => (value === '' || hubId.test(value.trim()) ? undefined : labels.idInvalid()),
  });
  return typed?.trim();
}

function detailOf({ sizeBytes, presentBytes, licence, host, folder }: InstallPlan): string {
  const size =
    presentBytes > 0
      ? labels.rest(formatBytes(sizeBytes - presentBytes), formatBytes(sizeBytes))
      : formatBytes(sizeBytes);
  return labels.detail(size, licence ?? labels.unknownLicence(), host, folder);
}

/** Writes the choice and loads the encoder, so that trouble shows now and not in the middle of a sentence. */
async function use({ server, guard }: InstallContext, { path, id }: { path: string; id: string }): Promise<void> {
  await writeSetting('model.path', path);
  await writeSetting('model.id', id);
  const status = await withProgress(labels.loading(), (token) => server.request('warmUp', undefined, { token }));
  guard.say(messages.installed(status.encoder?.name ?? (path || id || labels.bundled())));
}

/** Has the files that every encoder has; whether they can be run the engine says. */
export async function isModelFolder(folder: Uri): Promise<boolean> {
  try {
    const names = (await workspace.fs.readDirectory(folder)).map(([name]) => name);
    const inner = names.includes('onnx') ? await workspace.fs.readDirectory(Uri.joinPath(folder, 'onnx')) : [];
    const all = [...names, ...inner.map(([name]) => name)];
    return names.includes('config.json') && all.some((name) => name.endsWith('.onnx'));
  } catch {
    return false;
  }
}
