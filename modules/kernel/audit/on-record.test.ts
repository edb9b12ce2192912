import { describe, expect, it } from '@jest/globals';
import { Fault } from '../errors.js';
import { readOnRecord } from './on-record.js';
import type { Audit } from './port.js';
import { doctorCaller, readingOf } from './testing.js';

/** An audit whose one read is settled by the test. */
function heldAudit() {
  const acknowledged = { resolve: (): void => undefined, reject: (_error: Fault): void => undefined };
  const fate = new Promise<void>((resolve, reject) => Object.assign(acknowledged, { resolve, reject }));
  const handedIn: string[] = [];
  const audit: Audit = {
    read: (_caller, { subject }) => {
      handedIn.push(subject.id);
      return fate;
    },
    write: () => Promise.reject(new Error('nothing is written here')),
  };
  return { audit, handedIn, acknowledged };
}

/** What a promise has come to when all that is ready has run. */
async function stateOf(promise: Promise<unknown>): Promise<string> {
  let state = 'waits';
  promise.then((value) => (state = `answered ${String(value)}`), (error: unknown) => (state = `failed ${String(error)}`));
  await new Promise(setImmediate);
  return state;
}

describe('reading on record', () => {
  it('reads beside the record, and answers nothing before that is acknowledged', async () => {
    const { audit, handedIn, acknowledged } = heldAudit();
    let reads = 0;
    const answer = readOnRecord(audit, doctorCaller(), readingOf('p1'), async () => `read ${++reads}`);
    expect(await stateOf(answer)).toBe('waits');
    expect([handedIn, reads]).toEqual([['record-p1'], 1]);
    acknowledged.resolve();
    expect(await stateOf(answer)).toBe('answered read 1');
  });

  it('answers nothing where the record cannot be written, though the value is there', async () => {
    const { audit, acknowledged } = heldAudit();
    const answer = readOnRecord(audit, doctorCaller(), readingOf('p1'), async () => 'secret');
    acknowledged.reject(new Fault('UNAVAILABLE'));
    await expect(answer).rejects.toMatchObject({ code: 'UNAVAILABLE' });
  });

  it('waits for the record where the read fails, and says why the read did unless the record failed too', async () => {
    const notThere = async (): Promise<string> => {
      throw new Fault('NOT_FOUND');
    };
    const first = heldAudit();
    const failing = readOnRecord(first.audit, doctorCaller(), readingOf('p1'), notThere);
    failing.catch(() => undefined);
    expect(await stateOf(failing)).toBe('waits');
    first.acknowledged.resolve();
    await expect(failing).rejects.toMatchObject({ code: 'NOT_FOUND' });
    const second = heldAudit();
    const both = readOnRecord(second.audit, doctorCaller(), readingOf('p1'), notThere);
    second.acknowledged.reject(new Fault('UNAVAILABLE'));
    await expect(both).rejects.toMatchObject({ code: 'UNAVAILABLE' });
  });
});
