// Model folders where there is no disk.

import assert from 'node:assert/strict';
import { EngineError } from '../../../../src/engine/errors';
import { folderAt, knownFolder, type FilePort } from '../../../../src/runtime/browser/files';

const held: Readonly<Record<string, string>> = { 'm/config.json': '{}', 'm/onnx/model.onnx': 'x' };
const files: FilePort = {
  read: (place) =>
    place in held ? Promise.resolve(new TextEncoder().encode(held[place])) : Promise.reject(new Error('404')),
  list: () => Promise.reject(new Error('not here')),
};
const fails = (code: string) => (error: unknown) => error instanceof EngineError && error.code === code;

describe('a model folder in a browser', () => {
  it('names places and itself', () => {
    const folder = folderAt(files, 'vscode-vfs://github/o/r/my%20model/');
    assert.equal(folder.name, 'my model');
    assert.equal(folder.placeOf('onnx/model.onnx'), 'vscode-vfs://github/o/r/my%20model/onnx/model.onnx');
    assert.equal(folder.placeOf(''), 'vscode-vfs://github/o/r/my%20model');
  });

  it('asks a place that cannot list only for files that are known', async () => {
    const folder = knownFolder(files, { folder: 'm', files: ['config.json', 'onnx/model.onnx'] });
    assert.deepEqual(await folder.list('onnx'), ['model.onnx']);
    assert.deepEqual(await folder.list(''), ['config.json']);
    assert.equal(await folder.readText('config.json'), '{}');
    await assert.rejects(folder.readText('truecase.json'), fails('modelNotFound'));
  });

  it('takes damaged text for a damaged model', async () => {
    const damaged: FilePort = { ...files, read: () => Promise.resolve(Uint8Array.of(0xff, 0xfe, 0xfd)) };
    await assert.rejects(folderAt(damaged, 'm').readText('config.json'), fails('modelCorrupt'));
  });
});
