// What an installation will fetch and where it goes.

import path from 'node:path';
import { EngineError } from '../../../engine/errors';
import type { WantedDevice } from '../../encoder/messages';
import { choose } from '../../model/modelFolder';
import type { HubFile, HubModel } from './hubApi';

export interface InstallPlan {
  /** `owner/name`. */
  readonly id: string;
  /** Commit that the plan is pinned to. */
  readonly revision: string;
  readonly host: string;
  readonly licence: string | undefined;
  readonly files: readonly HubFile[];
  readonly sizeBytes: number;
  readonly folder: string;
  /** Bytes of an earlier, interrupted download that need not be fetched again. */
  readonly presentBytes: number;
}

const required: readonly string[] = ['config.json', 'tokenizer.json'];
const useful: ReadonlySet<string> = new Set([
  ...required,
  'tokenizer_config.json',
  'truecase.json',
  'fragments.json',
  'thesaurus.json',
  'LICENSE',
  'LICENSE.md',
  'LICENSE.txt',
]);

/**
 * The files of a hub model that the engine needs: the ONNX file that fits the device best, weights beside it, the
 * configuration and the tokenizer; smallest first, so that what cannot be run shows before the weights are fetched.
 * EngineError modelUnsupported when a file is missing or the hub gives no checksum for one.
 */
export function neededFiles(model: HubModel, device: WantedDevice): readonly HubFile[] {
  const paths = model.files.map((file) => file.path);
  const missing = required.find((name) => !paths.includes(name));
  if (missing) throw unsupported(model, `it has no ${missing}`);
  const onnx = choose(paths.filter((name) => /^(onnx\/)?[^/]+\.onnx$/.test(name)).sort(byFolder), device);
  if (onnx === undefined) throw unsupported(model, 'it has no ONNX file');
  const belongs = (name: string): boolean =>
    name === onnx || name.startsWith(`${onnx}_data`) || name.startsWith(`${onnx}.data`);
  const files = model.files.filter((file) => useful.has(file.path) || belongs(file.path));
  const unchecked = files.find((file) => !file.sha256 && !file.gitSha1);
  if (unchecked) throw unsupported(model, `the hub gives no checksum for ${unchecked.path}`);
  return [...files].sort((a, b) => a.sizeBytes - b.sizeBytes);
}

/** Folder of a model at a commit; another commit is another folder, so that what is in use is never replaced. */
export function folderName({ id, revision }: Pick<HubModel, 'id' | 'revision'>): string {
  return `${id.replace(/[\\/]/g, '--')}@${revision.slice(0, 12)}`;
}

function byFolder(a: string, b: string): number {
  return Number(path.posix.dirname(b) === 'onnx') - Number(path.posix.dirname(a) === 'onnx');
}

function unsupported({ id }: HubModel, reason: string): EngineError {
  return new EngineError('modelUnsupported', { subject: id, reason });
}
