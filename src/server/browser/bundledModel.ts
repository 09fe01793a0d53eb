// The encoder that ships with the extension, named file by file: a web server does not list folders.

import type { KnownFolder } from '../../runtime/browser/files';

/** Relative to the extension. A test holds the list to the folder. */
export const bundledModel: KnownFolder = {
  folder: 'models/semtext-mini-en',
  files: [
    'config.json',
    'fragments.json',
    'onnx/model_quantized.onnx',
    'thesaurus.json',
    'tokenizer.json',
    'tokenizer_config.json',
    'truecase.json',
  ],
};
