// On which processors the second thread of a session may run.

import { readFileSync } from 'node:fs';

export interface ProcessorFacts {
  /** The content of /proc/cpuinfo. */
  readonly cpuinfo: string;
  /** The content of /proc/self/status. */
  readonly status: string;
}

/**
 * Processors for a second thread, as ONNX Runtime's `session.intra_op_thread_affinities` takes them (numbers from 1 on, a
 * dash for a range): the upper half of those that this process may use. Undefined where the system does better by itself.
 *
 * On a virtual machine Linux takes a processor that was idle for one that the host took away (`vcpu_is_preempted` in
 * `available_idle_cpu`), and wakes the thread on the processor of the thread that waits for it. After a rest of 20 ms two
 * threads took 5.0 ms for what one does in 3.5; kept apart they take 2.6 (two processors, KVM, Linux 6.18, measured). On real
 * hardware nothing is gained, and half of the processors may be slow ones.
 */
export function processorsForSecondThread(facts: ProcessorFacts | undefined = readFacts()): string | undefined {
  if (!facts || !/^flags\s*:.*\bhypervisor\b/m.test(facts.cpuinfo)) return undefined;
  const allowed = numbersOf(/^Cpus_allowed_list:\s*(\S+)$/m.exec(facts.status)?.[1] ?? '');
  const upper = allowed.slice(Math.ceil(allowed.length / 2));
  return upper.length ? rangesOf(upper.map((number) => number + 1)) : undefined;
}

function readFacts(): ProcessorFacts | undefined {
  if (process.platform !== 'linux') return undefined;
  try {
    return { cpuinfo: readFileSync('/proc/cpuinfo', 'utf8'), status: readFileSync('/proc/self/status', 'utf8') };
  } catch {
    return undefined;
  }
}

/** "0-2,5" as 0, 1, 2, 5. */
function numbersOf(list: string): number[] {
  return list.split(',').flatMap((part) => {
    const [first, last = first] = part.split('-').map(Number);
    return part && last >= first ? Array.from({ length: last - first + 1 }, (_, n) => first + n) : [];
  });
}

/** 1, 2, 3, 6 as "1-3,6". */
function rangesOf(numbers: readonly number[]): string {
  const ranges: [number, number][] = [];
  for (const number of numbers) {
    const last = ranges.at(-1);
    if (last && last[1] === number - 1) last[1] = number;
    else ranges.push([number, number]);
  }
  return ranges.map(([first, last]) => (first === last ? `${first}` : `${first}-${last}`)).join(',');
}
