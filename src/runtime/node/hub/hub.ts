// Installs models: from a hub, or from a folder for machines without a network. transformers.js has a downloader too, but
// it neither goes on with an interrupted file nor checks what arrived, and a language model of the wrong bytes opens
// without a word and gives wrong numbers; so this route is our own.

import { readdir, readFile, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { CancelledError, throwIfCancelled, type CancelSignal } from '../../../core/cancel';
import { EngineError } from '../../../engine/errors';
import type { Clock } from '../../../engine/ports';
import type { WantedDevice } from '../../encoder/messages';
import { hashFile } from '../fileHash';
import { manifestName, type InstallManifest } from '../../model/installManifest';
import { parseModelConfig } from '../../model/modelConfig';
import { weightFilesOf } from '../../model/modelFolder';
import { readModelFolder } from '../modelFolder';
import { download, type OpenFile } from './download';
import { createHttpClient, type HttpAccess, type HttpClient } from './httpClient';
import { fileAddress, readHubModel, type HubFile } from './hubApi';
import {
  checkRoom,
  complete,
  copy,
  installedFiles,
  makeFolder,
  presentBytes,
  readManifest,
  removeStrays,
} from './installFolder';
import { withLock } from './installLock';
import { folderName, neededFiles, type InstallPlan } from './installPlan';

export interface HubOptions {
  /** Folder that holds one folder for each installed model. */
  readonly modelsFolder: string;
  readonly clock: Clock;
  /** Opens the files that are downloaded; `open` of node:fs/promises. */
  readonly openFile?: OpenFile;
}

export interface HubAccess extends HttpAccess {
  /** `https://huggingface.co` or a mirror. */
  readonly host: string;
  /** For which device the ONNX file is chosen. Default `auto`. */
  readonly device?: WantedDevice;
}

export interface InstallProgress {
  readonly presentBytes: number;
  readonly totalBytes: number;
  /** The file that is being fetched. */
  readonly file: string;
}

/** A model that is on the disk. */
export interface InstalledModel {
  readonly folder: string;
  readonly manifest: InstallManifest;
}

export class Hub {
  readonly #options: HubOptions;

  constructor(options: HubOptions) {
    this.#options = options;
  }

  /**
   * What an installation would fetch, pinned to the commit that `revision` (a branch, tag or commit) is now. Only asks;
   * downloads nothing. EngineError badInput, downloadFailed, modelUnsupported; CancelledError.
   */
  async plan(id: string, access: HubAccess, signal: CancelSignal, revision = 'main'): Promise<InstallPlan> {
    return withClient(access, signal, (client, abort) => this.#plan(client, id, access, abort, revision));
  }

  /**
   * Downloads what a plan lists and returns the folder. Asks the hub again for the files of the plan's commit, so that
   * neither paths nor checksums have to be believed of a plan that was elsewhere meanwhile. A model that is there is
   * returned at once. EngineError downloadFailed, downloadMismatch, storage, modelUnsupported; CancelledError. What is there
   * stays for the next attempt.
   */
  async install(
    plan: Pick<InstallPlan, 'id' | 'revision'>,
    access: HubAccess,
    onProgress: (progress: InstallProgress) => void,
    signal: CancelSignal,
  ): Promise<string> {
    return withClient(access, signal, async (client, abort) => {
      const present = await readManifest(this.#folderOf(plan));
      if (present) return this.#folderOf(plan);
      const pinned = await this.#plan(client, plan.id, access, abort, plan.revision);
      const partial = this.#partialOf(pinned);
      await makeFolder(partial);
      return withLock(partial, () => this.#fetch(pinned, partial, client, onProgress, abort));
    });
  }

  /** Copies a model folder among the installed ones, for use without a network. Errors as for opening the folder. */
  async installFromFolder(source: string, signal: CancelSignal): Promise<string> {
    const model = await readModelFolder(source, { device: 'auto' });
    const onnx = path.relative(source, model.onnxFile);
    const weights = weightFilesOf(model.onnxFile, await readdir(path.dirname(model.onnxFile)));
    const names = [
      ...(await readdir(source)).filter((name) => /^(LICENSE(\.\w+)?|[\w-]+\.json|vocab\.txt)$/.test(name)),
      onnx,
      ...weights.map((name) => path.join(path.dirname(onnx), name)),
    ].filter((name) => name !== manifestName);
    const revision = (await hashFile(model.onnxFile, signal)).slice(0, 12);
    const id = model.name;
    const target = this.#folderOf({ id, revision });
    if (await readManifest(target)) return target;
    const partial = this.#partialOf({ id, revision });
    await makeFolder(partial);
    return withLock(partial, async () => {
      for (const name of names) await copy(path.join(source, name), path.join(partial, name), signal);
      const files = await installedFiles(partial, names, signal);
      await removeStrays(partial, names);
      return complete(partial, target, { id, licence: model.manifest?.licence, files });
    });
  }

  /** The installed models, newest first. */
  async installed(): Promise<readonly InstalledModel[]> {
    const { modelsFolder } = this.#options;
    const names = await readdir(modelsFolder).catch(() => []);
    const found = await Promise.all(
      names.map(async (name) => {
        const folder = path.join(modelsFolder, name);
        const manifest = await readManifest(folder);
        return manifest && { folder, manifest, installedMs: (await stat(folder)).mtimeMs };
      }),
    );
    return found.filter((model) => model !== undefined).sort((a, b) => b.installedMs - a.installedMs);
  }

  /** Folder of the newest installed model of a hub id; undefined when there is none. */
  async find(id: string): Promise<string | undefined> {
    return (await this.installed()).find(({ manifest }) => manifest.id === id)?.folder;
  }

  /** Forgets what an interrupted download left. */
  async discard(plan: Pick<InstallPlan, 'id' | 'revision'>): Promise<void> {
    await rm(this.#partialOf(plan), { recursive: true, force: true });
  }

  #folderOf(plan: Pick<InstallPlan, 'id' | 'revision'>): string {
    return path.join(this.#options.modelsFolder, folderName(plan));
  }

  #partialOf(plan: Pick<InstallPlan, 'id' | 'revision'>): string {
    return path.join(this.#options.modelsFolder, '.partial', folderName(plan));
  }

  async #plan(
    client: HttpClient,
    id: string,
    access: HubAccess,
    abort: AbortSignal,
    wanted: string,
  ): Promise<InstallPlan> {
    const model = await readHubModel(client, access.host, id, wanted, abort);
    const files = neededFiles(model, access.device ?? 'auto');
    const { licence, revision } = model;
    const present = await Promise.all(files.map((file) => presentBytes(path.join(this.#partialOf(model), file.path))));
    return {
      id,
      revision,
      host: access.host,
      licence,
      files,
      sizeBytes: sum(files.map((file) => file.sizeBytes)),
      folder: this.#folderOf(model),
      presentBytes: sum(present.map((bytes, i) => Math.min(bytes, files[i].sizeBytes))),
    };
  }

  async #fetch(
    plan: InstallPlan,
    partial: string,
    client: HttpClient,
    onProgress: (progress: InstallProgress) => void,
    signal: AbortSignal,
  ): Promise<string> {
    await checkRoom(partial, plan.sizeBytes - plan.presentBytes);
    const { clock, openFile } = this.#options;
    let done = 0;
    for (const file of plan.files) {
      const onBytes = (bytes: number): void =>
        onProgress({ presentBytes: done + bytes, totalBytes: plan.sizeBytes, file: file.path });
      const target = path.join(partial, file.path);
      await download(
        { client, clock, openFile, signal },
        { url: fileAddress(plan.host, plan, file.path), file, target, onBytes },
      );
      done += file.sizeBytes;
      // A family that cannot be run shows here, before the weights are fetched.
      if (file.path === 'config.json') await checkConfig(target, plan.id);
    }
    const names = plan.files.map((file: HubFile) => file.path);
    const { id, revision, host, licence } = plan;
    const files = await installedFiles(partial, names, cancelSignalOf(signal));
    await removeStrays(partial, names);
    return complete(partial, plan.folder, { id, revision, host, licence, files });
  }
}

/** Runs `work` with a client that is closed afterwards, and an AbortSignal that follows the CancelSignal. */
async function withClient<T>(
  access: HttpAccess,
  signal: CancelSignal,
  work: (client: HttpClient, abort: AbortSignal) => Promise<T>,
): Promise<T> {
  throwIfCancelled(signal);
  const abort = new AbortController();
  const takeBack = signal.onCancel(() => abort.abort(new CancelledError()));
  let client: HttpClient | undefined;
  try {
    client = await createHttpClient(access);
    return await work(client, abort.signal);
  } catch (error) {
    throw abort.signal.aborted ? new CancelledError() : error;
  } finally {
    takeBack();
    await client?.close();
  }
}

function cancelSignalOf(signal: AbortSignal): CancelSignal {
  return {
    get cancelled() {
      return signal.aborted;
    },
    onCancel: () => () => {},
  };
}

async function checkConfig(file: string, id: string): Promise<void> {
  let config: unknown;
  try {
    config = JSON.parse(await readFile(file, 'utf8'));
  } catch {
    throw new EngineError('modelCorrupt', { subject: `${id}/config.json`, reason: 'it is no JSON' });
  }
  parseModelConfig(config, undefined, `${id}/config.json`);
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
