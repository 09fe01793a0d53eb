// How long a page's main thread is busy without a pause, by its own processor time: a machine that also does other work
// makes everything wait, but does not make a page compute more.

import type { Page } from 'playwright-core';

interface TraceEvent {
  readonly name: string;
  readonly ph: string;
  readonly pid: number;
  readonly tid: number;
  readonly ts: number;
  /** Microseconds of processor time. */
  readonly tdur?: number;
  readonly dur?: number;
  readonly args?: unknown;
}

/** A task of the main thread. */
export interface Task {
  readonly cpuMs: number;
  readonly wallMs: number;
  readonly startMs: number;
}

/** A piece of work by name: what the main thread did while it went on. */
export interface Measured {
  readonly name: string;
  /** The longest task by processor time. */
  readonly worst: Task;
  /** Processor time of all its tasks together. */
  readonly busyMs: number;
}

/**
 * Tasks of the main thread that runs `script` (part of its address) while each of the steps runs. Chromium's own tracing
 * is read, so that style, layout and painting count like script.
 */
export async function measureTasks(
  page: Page,
  script: string,
  steps: readonly (readonly [name: string, step: () => Promise<void>])[],
): Promise<Measured[]> {
  const session = await page.context().newCDPSession(page);
  const events: TraceEvent[] = [];
  session.on('Tracing.dataCollected', ({ value }) => events.push(...(value as unknown as TraceEvent[])));
  const complete = new Promise<void>((resolve) => session.once('Tracing.tracingComplete', () => resolve()));
  try {
    await session.send('Tracing.start', {
      transferMode: 'ReportEvents',
      traceConfig: { includedCategories: ['toplevel', 'devtools.timeline', '__metadata', 'blink.user_timing'] },
    });
    for (const [name, step] of steps) {
      await page.evaluate((mark) => performance.mark(`step:${mark}`), name);
      await step();
    }
    await page.evaluate(() => performance.mark('step:end'));
    await page.waitForTimeout(200);
    await session.send('Tracing.end');
    await complete;
  } finally {
    await session.detach();
  }
  return byStep(
    events,
    script,
    steps.map(([name]) => name),
  );
}

function byStep(events: readonly TraceEvent[], script: string, names: readonly string[]): Measured[] {
  const runs = events.find((event) => event.name === 'FunctionCall' && JSON.stringify(event.args).includes(script));
  if (!runs) throw new Error(`No page ran ${script} while it was measured`);
  const tasks = events.filter(
    ({ pid, tid, ph, name }) => pid === runs.pid && tid === runs.tid && ph === 'X' && /RunTask$/.test(name),
  );
  const startOf = (name: string) => events.find((event) => event.name === `step:${name}`)?.ts ?? Infinity;
  const borders = [...names, 'end'].map(startOf);
  return names.map((name, n) => {
    const inside = tasks.filter(({ ts }) => ts >= borders[n] && ts < borders[n + 1]);
    const worst = inside.reduce<Task>(
      (most, { tdur = 0, dur = 0, ts }) =>
        tdur / 1000 > most.cpuMs ? { cpuMs: tdur / 1000, wallMs: dur / 1000, startMs: ts / 1000 } : most,
      { cpuMs: 0, wallMs: 0, startMs: 0 },
    );
    const busyMs = inside.reduce((sum, { tdur = 0 }) => sum + tdur / 1000, 0);
    return { name, worst, busyMs };
  });
}
