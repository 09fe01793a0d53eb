import assert from 'node:assert/strict';
import { processorsForSecondThread } from '../../../../src/runtime/node/processors';

const virtual = 'processor\t: 0\nflags\t\t: fpu avx512_vnni hypervisor lahf_lm\n';
const status = (list: string): string =>
  `Name:\tnode\nCpus_allowed:\tff\nCpus_allowed_list:\t${list}\nMems_allowed_list:\t0\n`;

describe('processorsForSecondThread', () => {
  const cases: readonly [string, string, string, string | undefined][] = [
    ['two processors', virtual, '0-1', '2'],
    ['four', virtual, '0-3', '3-4'],
    ['three', virtual, '0-2', '3'],
    ['one', virtual, '0', undefined],
    ['a container that may use some', virtual, '1,4,8-9,11', '10,12'],
    ['a list nobody can read', virtual, 'all', undefined],
    ['real hardware', 'flags\t\t: fpu avx512_vnni lahf_lm\n', '0-7', undefined],
    ['real hardware that can run virtual machines', 'flags\t: fpu vmx\nmodel\t: hypervisor\n', '0-7', undefined],
    ['an ARM processor, which does not say', 'Features\t: fp asimd\n', '0-7', undefined],
  ];
  for (const [name, cpuinfo, list, expected] of cases) {
    it(name, () => assert.equal(processorsForSecondThread({ cpuinfo, status: status(list) }), expected));
  }

  it('reads this system without failing', () => {
    assert.match(processorsForSecondThread() ?? '1', /^\d+(-\d+)?(,\d+(-\d+)?)*$/);
  });
});
