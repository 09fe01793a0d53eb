import assert from 'node:assert/strict';
import { CancelledError, CancelSource, neverCancelled } from '../../../../src/core/cancel';
import { Gate } from '../../../../src/engine/index/gate';
import { Meter } from '../../../../src/engine/index/meter';
import { FakeClock } from '../../../support/fakeClock';

describe('engine/index/meter', () => {
  it('tells rate and time left, pauses left out', () => {
    const clock = new FakeClock();
    const meter = new Meter(clock);
    meter.expect(10, 1000);
    assert.equal(meter.progress('indexing').secondsLeft, undefined);
    clock.advance(2000);
    meter.chunks(20);
    meter.file(200);
    meter.stop();
    clock.advance(60_000);
    assert.equal(meter.progress('paused').chunksPerSecond, 10);
    meter.go();
    clock.advance(2000);
    const { filesDone, filesTotal, chunksDone, chunksPerSecond, secondsLeft } = meter.progress('indexing');
    assert.deepEqual([filesDone, filesTotal, chunksDone, chunksPerSecond, secondsLeft], [1, 10, 20, 5, 16]);
  });

  it('stays stopped where a new stretch begins in a pause', () => {
    const clock = new FakeClock();
    const meter = new Meter(clock);
    meter.stop();
    meter.reset();
    meter.expect(10, 1000);
    clock.advance(60_000);
    meter.go();
    clock.advance(2000);
    meter.chunks(20);
    assert.equal(meter.progress('indexing').chunksPerSecond, 10);
  });

  it('forgets the rate of long ago', () => {
    const clock = new FakeClock();
    const meter = new Meter(clock);
    meter.expect(1000, 100_000);
    for (let n = 0; n < 100; n++) {
      clock.advance(1000);
      meter.chunks(n < 50 ? 1 : 10);
    }
    assert.ok(Math.abs(meter.progress('indexing').chunksPerSecond - 10) < 0.5);
    meter.reset();
    assert.equal(meter.progress('idle').filesTotal, 0);
  });
});

describe('engine/index/gate', () => {
  it('lets nothing pass while it is closed, and ends the wait of who gives up', async () => {
    const gate = new Gate();
    await gate.pass(neverCancelled);
    gate.close();
    const source = new CancelSource();
    const given = gate.pass(source.signal);
    let passed = false;
    const waiting = gate.pass(neverCancelled).then(() => (passed = true));
    source.cancel();
    await assert.rejects(given, CancelledError);
    assert.equal(passed, false);
    gate.open();
    await waiting;
    assert.equal(gate.closed, false);
  });
});
