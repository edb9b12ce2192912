import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { CHAIN_START } from '../crypto/sm3.js';
import { createSm2KeyPair, signSm2 } from '../crypto/sm2.js';
import { expireAudit } from './expiry.js';
import { auditCollections, LATE_MS } from './model.js';
import { createAuditReader } from './reader.js';
import { createAuditSealer, rootHash, signedText } from './sealer.js';
import { auditWorld, doctorCaller, readingOf, type AuditWorld } from './testing.js';
import { verifyAudit } from './verify.js';
import { createAudit, type AuditWriter } from './writer.js';

let world: AuditWorld;
let audit: AuditWriter;
const MINUTE = 60_000;
beforeEach(async () => {
  world = await auditWorld('audit-verify');
  audit = createAudit(world);
});
afterEach(() => world.close());

const all = () => auditCollections(world.connection);
const verify = (expected?: { index: number; hash: string }) => verifyAudit(world.connection, world.keystore, world.clock.at, expected);
const round = () => createAuditSealer(world).round();
const read = async (many: number, by = audit) => {
  await Promise.all(Array.from({ length: many }, (_none, n) => by.read(doctorCaller(), readingOf(`p${n}`))));
};
/** Three rounds of five records, a minute each, and time enough for nothing to be late any more. */
async function sealedDay(): Promise<void> {
  for (let minute = 0; minute < 3; minute += 1) {
    await read(5);
    expect(await round()).toEqual({ sealed: 5, root: minute });
    world.clock.at += MINUTE;
  }
  world.clock.at += LATE_MS;
  await read(1);
  await round();
}
const until = async (holds: () => Promise<boolean>) => {
  for (const end = Date.now() + 10_000; !(await holds()); await new Promise((resolve) => setTimeout(resolve, 10))) if (Date.now() > end) throw new Error('never came to it');
};
const problems = async () => (await verify()).problems.map(({ kind, what }) => `${kind} ${what}`);

describe('sealing and verifying audit records', () => {
  it('finds a whole chain whole, and names the unsealed tail', async () => {
    await sealedDay();
    await read(2);
    const verdict = await verify();
    expect(verdict).toMatchObject({ ok: true, problems: [], intact: 16, expired: 0, seals: 4, unrooted: 0, roots: 4, lastRoot: { index: 3 } });
    expect(verdict.tail).toEqual([{ writer: audit.writer, count: 2, first: `${audit.writer}.17`, last: `${audit.writer}.18` }]);
    expect(await round()).toEqual({ sealed: 2, root: 4 });
    expect(await round()).toEqual({ sealed: 0, root: null });
    expect((await verify()).tail).toEqual([]);
  });

  it('says which record was edited, whatever of it', async () => {
    await sealedDay();
    for (const change of [{ purpose: 'supervision' }, { at: new Date(0) }, { extra: 1 }, { personIds: [] }, { details: { a: /x/ } }, { salt: 'x' }]) {
      const was = await all().records.findOne({ number: 7 });
      await all().records.updateOne({ number: 7 }, { $set: change as object }); // what nobody of ours would write
      expect(await problems()).toEqual([`edited ${audit.writer}.7`]);
      if (was) await all().records.replaceOne({ number: 7 }, was);
    }
    expect(await problems()).toEqual([]);
  });

  it('says which record was removed, inserted, or put in another’s place', async () => {
    await sealedDay();
    await all().records.deleteOne({ number: 4 });
    expect(await problems()).toEqual([`removed ${audit.writer}.4`]);
    const sixth = await all().records.findOne({ number: 6 });
    const twelfth = await all().records.findOne({ number: 12 });
    if (!sixth || !twelfth) throw new Error('the records are there');
    await all().records.insertOne({ ...sixth, _id: `${audit.writer}.4`, number: 4 });
    expect(await problems()).toEqual([`reordered ${audit.writer}.4`]);
    await all().records.replaceOne({ number: 6 }, { ...twelfth, ...{ _id: sixth._id }, number: 6 });
    await all().records.replaceOne({ number: 12 }, { ...sixth, ...{ _id: twelfth._id }, number: 12 });
    expect(await problems()).toEqual([`reordered ${audit.writer}.4`, `reordered ${audit.writer}.6`, `reordered ${audit.writer}.12`]);
    await all().records.insertOne({ ...sixth, _id: 'w.99', writer: 'w', number: 99 });
    await all().records.insertOne({ ...sixth, _id: `${audit.writer}.99`, number: 99 });
    expect(await problems()).toContain('inserted w.99');
    expect(await problems()).toContain(`inserted ${audit.writer}.99`);
  });

  it('finds seals and roots changed, taken out, signed by another, or cut off at the end', async () => {
    await sealedDay();
    const seal = await all().seals.findOne({ index: 1 });
    const roots = await all().roots.find().sort({ _id: 1 }).toArray();
    const [, second, , last] = roots;
    if (!seal || !second || !last) throw new Error('they are there');
    await all().seals.deleteOne({ index: 1 });
    expect(await problems()).toContain(`seal-removed ${audit.writer}:1`);
    await all().seals.insertOne({ ...seal, at: new Date(0) });
    expect(await problems()).toEqual([`seal-broken ${audit.writer}:1`]);
    await all().seals.replaceOne({ index: 1 }, seal);
    await all().roots.deleteOne({ _id: 1 });
    expect(await problems()).toEqual(['root-removed root 1']);
    const forged = { ...second, heads: [], hash: rootHash({ ...second, heads: [] }) };
    await all().roots.insertOne({ ...forged, signature: signSm2(signedText(forged.hash), createSm2KeyPair()) });
    expect(await problems()).toEqual(['root-broken root 1', 'root-broken root 2']);
    await all().roots.replaceOne({ _id: 1 }, second);
    expect(await verify({ index: 3, hash: last.hash })).toMatchObject({ ok: true });
    await all().roots.deleteOne({ _id: 3 });
    expect(await verify({ index: 3, hash: last.hash })).toMatchObject({ ok: false, unrooted: 1 });
    expect(await verify({ index: 2, hash: CHAIN_START })).toMatchObject({ ok: false });
    await all().roots.deleteMany({});
    expect(await problems()).toContain('root-removed root 0');
  });

  it('takes what commits late with a lower number into the next seal', async () => {
    await read(1);
    const session = await world.connection.startSession();
    session.startTransaction();
    await audit.write(session, doctorCaller(), readingOf('slow'));
    await read(1);
    expect(await round()).toEqual({ sealed: 2, root: 0 });
    await session.commitTransaction();
    await session.endSession();
    world.clock.at += MINUTE;
    expect(await verify()).toMatchObject({ ok: true, tail: [{ count: 1, first: `${audit.writer}.2` }] });
    expect(await round()).toEqual({ sealed: 1, root: 1 });
    expect(await verify()).toMatchObject({ ok: true, intact: 3, tail: [] });
    world.clock.at += LATE_MS + 1;
    await read(1);
    expect(await round()).toEqual({ sealed: 1, root: 2 });
  });

  it('adopts the tail of a dead writer, and a seal whose root was never written', async () => {
    const dead = createAudit(world);
    await read(3, dead);
    await read(2);
    await round();
    await all().roots.deleteMany({}); // as if the process had ended between seal and root
    world.clock.at += 60 * MINUTE;
    expect(await round()).toMatchObject({ sealed: 0, root: 0 });
    expect(await verify()).toMatchObject({ ok: true, intact: 5, seals: 2, unrooted: 0 });
  });

  it('lets several sealers at once do it once', async () => {
    await read(20);
    const rounds = await Promise.all(Array.from({ length: 4 }, () => round()));
    expect(rounds.filter(({ root }) => root !== null)).toHaveLength(1);
    expect(await verify()).toMatchObject({ ok: true, intact: 20, seals: 1, roots: 1, tail: [] });
  });

  it('seals and expires by itself, one process at a time; another takes over when that one ends', async () => {
    await read(3);
    const [first, second] = [createAuditSealer({ ...world, everyMs: 20 }), createAuditSealer({ ...world, everyMs: 20 })];
    first.start();
    await until(async () => (await all().roots.countDocuments()) === 1);
    second.start();
    await read(2);
    await until(async () => (await all().roots.countDocuments()) === 2);
    expect((await world.connection.collection('leases').find().toArray())).toHaveLength(1);
    await first.stop();
    await read(1);
    await until(async () => (await all().roots.countDocuments()) === 3);
    await second.stop();
    expect(await verify()).toMatchObject({ ok: true, intact: 6, tail: [] });
    expect(world.logger.lines.map(({ message }) => message)).toEqual(['audit sealed', 'audit sealed', 'audit sealed']);
    expect(await world.connection.collection('leases').countDocuments()).toBe(0);
  });

  it('splits what is too much for one seal', async () => {
    await read(2100);
    await round();
    expect(await verify()).toMatchObject({ ok: true, intact: 2100, seals: 3, roots: 1 });
  });

  it('lets contents expire in their time, and only then, with the chain verifying on', async () => {
    await sealedDay();
    await audit.read(doctorCaller(), readingOf('given', { disclosedTo: 'insurer' }));
    expect(await expireAudit(world.connection, world.clock.at)).toBe(0);
    world.clock.at += 200 * 86_400_000;
    await read(1);
    await round();
    world.clock.at += 5 * MINUTE;
    expect(await expireAudit(world.connection, world.clock.at)).toBe(16);
    expect(await verify()).toMatchObject({ ok: true, expired: 16, intact: 2 });
    await all().records.deleteOne({ personIds: 'given' });
    expect((await verify()).problems.map(({ kind }) => kind)).toEqual(['removed']);
  });

  it('knows which records are sealed', async () => {
    await read(2);
    await round();
    await read(1);
    const reader = createAuditReader(world.connection);
    const { records } = await reader.page({}, {});
    const sealed = await reader.sealed(records);
    expect(records.map(({ id, number }) => [number, sealed.has(id)]).sort()).toEqual([[1, true], [2, true], [3, false]]);
  });
});

describe('random tampering', () => {
  it('is found and named, record by record', async () => {
    await sealedDay();
    const originals = await all().records.find({ number: { $lte: 15 } }).sort({ number: 1 }).toArray();
    const action = fc.record({ number: fc.integer({ min: 1, max: 15 }), kind: fc.constantFrom('edit', 'remove', 'swap') });
    await fc.assert(fc.asyncProperty(fc.uniqueArray(action, { minLength: 1, maxLength: 5, selector: ({ number }) => number }), async (actions) => {
      const expected = new Set<string>();
      for (const { number, kind } of actions) {
        const other = (number % 15) + 1;
        const [one, two] = [originals[number - 1], originals[other - 1]];
        if (!one || !two) throw new Error('fifteen records');
        expected.add(`${audit.writer}.${number}`);
        if (kind === 'edit') await all().records.updateOne({ _id: one._id }, { $set: { subjectId: 'somebody else' } });
        else if (kind === 'remove') await all().records.deleteOne({ _id: one._id });
        else await all().records.replaceOne({ _id: one._id }, { ...two, ...{ _id: one._id }, number });
      }
      expect(new Set((await verify()).problems.map(({ what }) => what))).toEqual(expected);
      for (const one of originals) await all().records.replaceOne({ _id: one._id }, one, { upsert: true });
      expect(await problems()).toEqual([]);
    }), { numRuns: 25 });
  });
});
