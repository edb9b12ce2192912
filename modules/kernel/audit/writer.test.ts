import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { withTransaction } from '../db.js';
import { auditCollections } from './model.js';
import { createAudit } from './writer.js';
import { auditWorld, doctorCaller, readingOf, type AuditWorld } from './testing.js';

describe('writing audit records', () => {
  let world: AuditWorld;
  beforeAll(async () => {
    world = await auditWorld('audit-writer');
  });
  afterAll(() => world.close());

  it('stores who, when, for whom, in which post, by which channel, what and why', async () => {
    const audit = createAudit(world);
    const caller = doctorCaller({ actingFor: { delegationId: 'd1', kind: 'person', id: 'child', displayName: '王小宝', scopes: ['health.read'] } });
    await audit.read(caller, readingOf('p1', { disclosedTo: 'hospital-9', details: { pages: 2 } }));
    const stored = await auditCollections(world.connection).records.findOne({ writer: audit.writer });
    expect(stored).toMatchObject({
      _id: `${audit.writer}.1`, number: 1, at: new Date(world.clock.at), accountId: 'account-li', personId: 'person-li', postId: 'post-li', actingFor: 'child',
      delegationId: 'd1', channel: 'web', requestId: 'request-1', action: 'health.record.read', subjectType: 'health.record', subjectId: 'record-p1',
      personIds: ['p1'], purpose: 'care', outcome: 'done', disclosedTo: 'hospital-9', details: { pages: 2 }, keepUntil: new Date('2029-01-16T00:00:00Z'),
    });
    expect(JSON.stringify(stored)).not.toContain('王小宝');
  });

  it('keeps six months, and to the end of a shorter month', async () => {
    const audit = createAudit({ ...world, clock: { now: () => Date.UTC(2026, 7, 31, 23) } });
    await audit.read(doctorCaller(), readingOf('p1'));
    expect((await auditCollections(world.connection).records.findOne({ writer: audit.writer }))?.keepUntil).toEqual(new Date('2027-03-01T00:00:00Z'));
    expect(() => createAudit({ ...world, retention: { months: 5, disclosureYears: 3 } })).toThrow(RangeError);
    expect(() => createAudit({ ...world, retention: { months: 12, disclosureYears: 2 } })).toThrow(RangeError);
  });

  it('takes reads handed in together in few inserts, each answered only once its record is there', async () => {
    const { records } = auditCollections(world.connection);
    let inserts = 0;
    const connection = spied(world, () => (inserts += 1));
    const audit = createAudit({ ...world, connection });
    await Promise.all(Array.from({ length: 1200 }, async (_none, n) => {
      await audit.read(doctorCaller(), readingOf(`crowd-${n}`));
      expect(await records.countDocuments({ personIds: `crowd-${n}` })).toBe(1);
    }));
    expect(inserts).toBe(3);
  });

  it('gathers in a crowd until its time is over or an insert is full, and keeps nobody waiting who reads alone', async () => {
    let inserts = 0;
    const audit = createAudit({ ...world, connection: spied(world, () => (inserts += 1)), gatherMs: 600_000 });
    const reads = (count: number) => Array.from({ length: count }, () => audit.read(doctorCaller(), readingOf('gathered')));
    for (const alone of [1, 2, 3]) {
      await Promise.all(reads(1));
      expect(inserts).toBe(alone);
    }
    await Promise.all(reads(10));
    const few = reads(10);
    await new Promise(setImmediate);
    const more = reads(10);
    await new Promise(setImmediate);
    expect(inserts).toBe(4);
    await Promise.all([...few, ...more, ...reads(480)]);
    expect(inserts).toBe(5);
    const last = reads(2);
    await audit.close();
    await Promise.all(last);
    expect(inserts).toBe(6);
  });

  it('fails the read where the record cannot be written, and where too many wait', async () => {
    const broken = createAudit({ ...world, connection: spied(world, () => {
      throw new Error('no primary');
    }) });
    await expect(broken.read(doctorCaller(), readingOf('p2'))).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    expect(world.logger.lines.at(-1)?.message).toContain('could not be written');
    const small = createAudit({ ...world, mostWaiting: 2 });
    const answers = await Promise.allSettled([1, 2, 3].map(() => small.read(doctorCaller(), readingOf('p3'))));
    expect(answers.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected']);
    await small.close();
    await expect(small.read(doctorCaller(), readingOf('p3'))).rejects.toMatchObject({ code: 'UNAVAILABLE' });
  });

  it('finishes on closing what was handed in', async () => {
    const audit = createAudit(world);
    const read = audit.read(doctorCaller(), readingOf('closing'));
    await audit.close();
    await expect(read).resolves.toBeUndefined();
    expect(await auditCollections(world.connection).records.countDocuments({ personIds: 'closing' })).toBe(1);
  });

  it('writes a mutation’s record if and only if the mutation commits', async () => {
    const audit = createAudit(world);
    const { records } = auditCollections(world.connection);
    const write = (fail: boolean) => withTransaction(world.connection, async (session) => {
      await audit.write(session, doctorCaller(), readingOf('tx', { action: 'health.record.write' }));
      if (fail) throw new Error('rule broken');
    });
    await expect(write(true)).rejects.toThrow('rule broken');
    expect(await records.countDocuments({ writer: audit.writer })).toBe(0);
    await write(false);
    expect(await records.find({ writer: audit.writer }).map(({ number }) => number).toArray()).toEqual([2]);
  });

  it('writes the records of a group if and only if the group commits, each in its own name', async () => {
    const audit = createAudit(world);
    const { records } = auditCollections(world.connection);
    const group = ['a', 'b'].map((who) => ({ caller: doctorCaller({ accountId: `account-${who}` }), event: readingOf('group', { action: 'health.record.write' }) }));
    const write = (fail: boolean) => withTransaction(world.connection, async (session) => {
      await audit.writeMany(session, group);
      await audit.writeMany(session, []);
      if (fail) throw new Error('rule broken');
    });
    await expect(write(true)).rejects.toThrow('rule broken');
    expect(await records.countDocuments({ writer: audit.writer })).toBe(0);
    await write(false);
    expect(await records.find({ writer: audit.writer }).sort({ number: 1 }).map(({ accountId }) => accountId).toArray()).toEqual(['account-a', 'account-b']);
  });
});

/** The world's connection, with each insert of many told first. */
function spied(world: AuditWorld, onInsert: () => void): AuditWorld['connection'] {
  const { records } = auditCollections(world.connection);
  const collection = new Proxy(records, {
    get(target, name) {
      if (name === 'insertMany') {
        return async (...args: Parameters<typeof target.insertMany>) => {
          onInsert();
          return target.insertMany(...args);
        };
      }
      const member: unknown = Reflect.get(target, name, target);
      return typeof member === 'function' ? member.bind(target) : member;
    },
  });
  return new Proxy(world.connection, {
    get: (target, name) => (name === 'collection' ? () => collection : Reflect.get(target, name, target)),
  });
}
