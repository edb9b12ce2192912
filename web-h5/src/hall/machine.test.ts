import { describe, expect, it } from '@jest/globals';
import { memoryStore } from '../lib/storage.js';
import { keptAt, MACHINE_PATH, machineHere, setMachine, slipAddress, windowsOf } from './machine.js';

describe('a number machine', () => {
  it('keeps its browser at its page, and at signing in, until it is none any more', () => {
    const store = memoryStore();
    expect(keptAt('/staff', store)).toBeNull();
    setMachine({ centreId: 'centre-a', print: true }, store);
    expect(machineHere(store)).toEqual({ centreId: 'centre-a', print: true });
    expect(['/', '/staff', '/staff/window', '/me', '/hall/centre-a'].map((path) => keptAt(path, store))).toEqual(Array.from({ length: 5 }, () => MACHINE_PATH));
    expect([MACHINE_PATH, '/sign-in'].map((path) => keptAt(path, store))).toEqual([null, null]);
    setMachine(null, store);
    expect([machineHere(store), keptAt('/staff', store)]).toEqual([null, null]);
  });

  it('takes no damaged note for a machine', () => {
    const store = memoryStore();
    for (const damaged of ['{', '1', '{}', '{"centreId":1}']) {
      store.setItem('district.number-machine', damaged);
      expect(machineHere(store)).toBeNull();
    }
  });

  it('names the windows that are open for a business, or before one is, all that may be', () => {
    const window = (number: number, open: boolean, ...ids: string[]) => ({ number, open, businesses: ids.map((id) => ({ id })) });
    const windows = [window(1, false, 'a'), window(2, true, 'a', 'b'), window(3, false, 'c'), window(4, false, 'c')];
    expect([windowsOf({ windows }, 'a'), windowsOf({ windows }, 'b'), windowsOf({ windows }, 'c'), windowsOf({ windows }, 'd')]).toEqual([[2], [2], [3, 4], []]);
  });

  it('puts a slip’s code where no server’s log sees it', () => {
    const { pathname, search, hash } = new URL(slipAddress('https://district.example', 'id_-.t1.abc'));
    expect([pathname, search, hash]).toEqual(['/queue/paper', '', '#id_-.t1.abc']);
  });
});
