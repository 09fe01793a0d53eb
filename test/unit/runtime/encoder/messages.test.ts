// Errors of the runtime as they travel to the owner of an encoder.

import assert from 'node:assert/strict';
import { EngineError } from '../../../../src/engine/errors';
import { errorOf, failureOf } from '../../../../src/runtime/encoder/messages';
import { openFailure } from '../../../../src/runtime/encoder/ortSession';

describe('failureOf', () => {
  const ends = [
    new RangeError('Array buffer allocation failed'),
    new RangeError('WebAssembly.Memory.grow(): Unable to allocate memory'),
    new Error('memory access out of bounds'),
    new Error('unreachable'),
    new Error('Aborted(). Build with -sASSERTIONS for more info.'),
    new Error('std::bad_alloc'),
  ];
  for (const error of ends) {
    it(`takes “${error.message}” for the end of the runtime, which is started again`, () => {
      assert.equal(failureOf(error).code, 'encoderCrashed');
      assert.equal(openFailure(error, 'model.onnx').code, 'encoderCrashed');
    });
  }

  it('keeps a mistake of the program what it is', () => {
    const back = errorOf(failureOf(new RangeError('row 9 of 8 tokens')), 'tiny');
    assert.ok(back instanceof RangeError);
    assert.equal(back.message, 'row 9 of 8 tokens');
  });

  it('blames the model for what the runtime cannot compute', () => {
    const back = errorOf(failureOf(new Error('Non-zero status code returned while running Add node')), 'tiny');
    assert.ok(back instanceof EngineError);
    assert.equal(back.code, 'modelUnsupported');
    assert.equal(openFailure(new Error('Protobuf parsing failed'), 'model.onnx').code, 'modelCorrupt');
  });
});
