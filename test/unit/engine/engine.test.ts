import assert from 'node:assert/strict';
import { CancelledError, CancelSource, neverCancelled } from '../../../src/core/cancel';
import { Engine } from '../../../src/engine/engine';
import { EngineError } from '../../../src/engine/errors';
import { FakeClock } from '../../support/fakeClock';
import { fakeModel, type FakeModel } from '../../support/fakeEncoder';
import { fakeEngine } from '../../support/fakeEngine';

const vocabulary = ['the', 'cat', 'dog', 'sat', '.'];
const predict = () => ({ dog: 0.9 });
const suggestion = { text: 'The cat sat.', span: { start: 4, end: 7 }, mode: 'fits' as const, top: 1 };
const tick = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('Engine: loading', () => {
  it('loads once for all requests, those at the same time too', async () => {
    let loads = 0;
    const load = async (): Promise<FakeModel> => {
      loads++;
      await tick();
      return fakeModel({ vocabulary, predict });
    };
    const engine = new Engine({ clock: new FakeClock(), load });
    assert.equal(loads, 0, 'not before it is needed');
    await Promise.all([engine.info(neverCancelled), engine.suggest(suggestion, neverCancelled)]);
    await engine.info(neverCancelled);
    assert.equal(loads, 1);
  });

  it('tries again after a failure', async () => {
    let loads = 0;
    const load = (): Promise<FakeModel> =>
      loads++ === 0 ? Promise.reject(new EngineError('modelNotFound')) : Promise.resolve(fakeModel({ vocabulary }));
    const engine = new Engine({ clock: new FakeClock(), load });
    await assert.rejects(engine.info(neverCancelled), { code: 'modelNotFound' });
    assert.equal((await engine.info(neverCancelled)).name, 'fake');
  });

  it('tries again after it got a model whose tokenizer fails, and ends its encoder', async () => {
    const models = [fakeModel({ vocabulary }), fakeModel({ vocabulary })];
    let disposals = 0;
    models[0].encoder.dispose = () => Promise.resolve(void disposals++);
    models[0].tokenizer.encode = () => {
      throw new EngineError('modelCorrupt');
    };
    let loads = 0;
    const engine = new Engine({ clock: new FakeClock(), load: () => Promise.resolve(models[loads++]) });
    await assert.rejects(engine.info(neverCancelled), { code: 'modelCorrupt' });
    assert.equal(disposals, 1);
    assert.equal((await engine.info(neverCancelled)).name, 'fake');
  });

  it('a cancelled caller does not wait for it, and the next one need not begin again', async () => {
    let loads = 0;
    let arrive = (_: FakeModel): void => {};
    const load = (): Promise<FakeModel> => {
      loads++;
      return new Promise((resolve) => (arrive = resolve));
    };
    const engine = new Engine({ clock: new FakeClock(), load });
    const source = new CancelSource();
    const first = engine.info(source.signal);
    source.cancel();
    await assert.rejects(first, CancelledError);
    const second = engine.info(neverCancelled);
    arrive(fakeModel({ vocabulary }));
    await second;
    assert.equal(loads, 1);
  });
});

describe('Engine: requests', () => {
  it('a newer request with the same key cancels the older one between its runs', async () => {
    const releases: (() => void)[] = [];
    const { engine, model } = fakeEngine({
      vocabulary,
      predict: () => ({}),
      beforeRun: () => new Promise((resolve) => releases.push(resolve)),
    });
    const older = engine.suggest({ ...suggestion, key: 'caret' }, neverCancelled);
    await tick();
    const newer = engine.suggest({ ...suggestion, key: 'caret' }, neverCancelled);
    await assert.rejects(older, CancelledError);
    while (releases.length > 0) {
      releases.pop()?.();
      await tick();
    }
    await newer;
    const first = model.encoder.runs.filter(({ length, batch }) => batch === 1 && length === 6);
    assert.equal(first.length, 2, 'the older one had begun its first run and began no other');
  });

  it('reads the vocabulary while the encoder works on the first request', async () => {
    const clock = new FakeClock();
    let release = (): void => {};
    const beforeRun = (): Promise<void> => new Promise((resolve) => (release = resolve));
    const { engine, model } = fakeEngine({ vocabulary, predict, beforeRun }, clock);
    const { tokenizer } = model;
    const surface = tokenizer.surface.bind(tokenizer);
    let read = 0;
    tokenizer.surface = (id) => {
      read++;
      return surface(id);
    };
    const answer = engine.suggest(suggestion, neverCancelled);
    await tick();
    assert.equal(read, 0, 'what is asked of the encoder goes first');
    clock.advance(1);
    assert.equal(read, tokenizer.vocabSize);
    release();
    assert.equal((await answer).candidates[0].text, 'dog');
    assert.equal(read, tokenizer.vocabSize, 'once');
  });

  it('a vocabulary that cannot be read is told to who asked, and ends nothing', async () => {
    const clock = new FakeClock();
    let release = (): void => {};
    const beforeRun = (): Promise<void> => new Promise((resolve) => (release = resolve));
    const { engine, model } = fakeEngine({ vocabulary, predict, beforeRun }, clock);
    model.tokenizer.surface = () => {
      throw new EngineError('modelCorrupt');
    };
    const answer = assert.rejects(engine.suggest(suggestion, neverCancelled), { code: 'modelCorrupt' });
    await tick();
    clock.advance(1);
    release();
    await answer;
  });

  it('an interactive request goes before the rest of a long background one', async () => {
    const order: string[] = [];
    const { engine } = fakeEngine({
      vocabulary,
      predict,
      beforeRun: async (kind) => {
        order.push(kind);
        await tick();
      },
    });
    const texts = Array.from({ length: 200 }, (_, n) => 'cat '.repeat(60 + (n % 60)));
    const long = engine.embed({ texts, lane: 'background' }, neverCancelled);
    await tick();
    await engine.suggest(suggestion, neverCancelled);
    const place = order.indexOf('mlm');
    await long;
    assert.ok(place > 0 && place < 5, `run number ${place} of ${order.length}`);
  });

  it('a cancelled embedding stops between batches', async () => {
    const source = new CancelSource();
    const { engine, model } = fakeEngine({
      vocabulary,
      beforeRun: () => {
        if (model.encoder.runs.length === 3) source.cancel();
        return Promise.resolve();
      },
    });
    const texts = Array.from({ length: 50 }, (_, n) => 'cat '.repeat(200 + n));
    await assert.rejects(engine.embed({ texts }, source.signal), CancelledError);
    await tick();
    assert.equal(model.encoder.runs.length, 3);
  });

  it('the first failure stops the batches that other slots have not begun', async () => {
    const model = fakeModel({
      vocabulary,
      beforeRun: async () => {
        const run = model.encoder.runs.length;
        await tick();
        if (run === 2) throw new EngineError('encoderCrashed');
      },
    });
    const engine = new Engine({ clock: new FakeClock(), load: () => Promise.resolve(model), slots: 2 });
    const texts = Array.from({ length: 20 }, (_, n) => 'cat '.repeat(200 + n));
    await assert.rejects(engine.embed({ texts }, neverCancelled), { code: 'encoderCrashed' });
    for (let n = 0; n < 5; n++) await tick();
    assert.ok(model.encoder.runs.length <= 4, String(model.encoder.runs.length));
  });

  it('hands on the errors of the encoder and runs the next request', async () => {
    let runs = 0;
    const { engine } = fakeEngine({
      vocabulary,
      predict,
      beforeRun: () => (runs++ === 0 ? Promise.reject(new EngineError('encoderCrashed')) : Promise.resolve()),
    });
    await assert.rejects(engine.suggest(suggestion, neverCancelled), { code: 'encoderCrashed' });
    assert.equal((await engine.suggest(suggestion, neverCancelled)).candidates[0].text, 'dog');
  });
});
