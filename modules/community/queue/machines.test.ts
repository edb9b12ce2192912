import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Caller } from '../../kernel/caller.js';
import { isMachineToken } from './machines.js';
import { CENTRE, clerk, freshKey, queueWorld, resident, type QueueWorld } from './testing.js';

let world: QueueWorld;
const DAY = 86_400_000;
const proved = (who: Caller): Caller => ({ ...who, assurance: 'sensitive' });
const xu = proved(clerk('xu'));

beforeEach(async () => {
  world = await queueWorld('machines');
});
afterEach(() => world.close());

const enrol = (name = '大门口', key = freshKey(), who = xu) => world.queue.machines.enrol(who, { centreId: CENTRE, name }, key);
const issue = (who: Caller, centreId = CENTRE) => world.queue.desks.issue(who, { centreId, businessId: 'permits' }, freshKey());
const callerOf = async (token: string): Promise<Caller> => {
  const found = await world.other.machines.resolve(token);
  if (!found) throw new Error('the token is worth nothing');
  return found.caller;
};

describe('a number machine', () => {
  it('gives numbers out at its centre by a token of its own, whatever becomes of its clerk’s session', async () => {
    const { machine, token } = await enrol();
    expect(isMachineToken(token)).toBe(true);
    const caller = await callerOf(token);
    expect(caller).toMatchObject({ accountId: `device:${machine.id}`, personId: null, post: null, sessionId: null, device: { kind: 'number-machine', organisationId: CENTRE } });
    expect(await issue(caller)).toMatchObject({ number: 'A001', holder: null });
    expect(await world.queue.machines.self(caller)).toMatchObject({ name: '大门口' });
    expect(await world.queue.machines.self(xu)).toBeNull();
    expect(world.audited.filter(({ action }) => action === 'community.queue.issue').map((entry) => entry.caller.accountId)).toEqual([`device:${machine.id}`]);
  });

  it('does nothing else of what its centre’s clerks do, and nothing elsewhere', async () => {
    const caller = await callerOf((await enrol()).token);
    const elsewhere = { ...caller, device: { ...caller.device!, organisationId: 'centre-other' } }; // it is one
    await expect(issue(elsewhere)).rejects.toMatchObject({ code: 'FORBIDDEN' });
    const { desks, tickets, machines } = world.queue;
    const acts = [
      () => desks.desk(caller, CENTRE, 1), () => desks.open(caller, CENTRE, 1, freshKey()), () => desks.next(caller, CENTRE, 1, freshKey()), () => desks.work(caller, 'none', 'FINISH', freshKey()), () => tickets.mine(caller),
      () => tickets.take(caller, { centreId: CENTRE, businessId: 'permits' }, freshKey()), () => machines.list(caller, CENTRE), () => enrol('另一台', freshKey(), caller), () => machines.revoke(caller, caller.device?.id ?? '', freshKey()),
    ];
    for (const act of acts) await expect(act()).rejects.toMatchObject({ code: 'FORBIDDEN' });
  });

  it('is seen and ended by the centre’s own clerks, at once and in every process', async () => {
    const key = freshKey();
    const first = await enrol('大门口', key);
    expect(await enrol('大门口', key)).toEqual(first);
    world.time.now += 1000;
    const { machine, token } = await enrol('二楼');
    expect((await world.queue.machines.list(clerk('fang'), CENTRE)).map(({ name }) => name)).toEqual(['二楼', '大门口']);
    for (const who of [clerk('strange', 'centre-other'), resident('somebody')]) {
      await expect(world.queue.machines.list(who, CENTRE)).rejects.toMatchObject({ code: 'FORBIDDEN' });
      await expect(world.queue.machines.revoke(who, machine.id, freshKey())).rejects.toMatchObject({ code: 'FORBIDDEN' });
    }
    expect(await world.queue.machines.revoke(clerk('fang'), machine.id, freshKey())).toBe(true);
    expect(await world.other.machines.resolve(token)).toBeNull();
    expect(await world.queue.machines.revoke(clerk('fang'), machine.id, freshKey())).toBe(false);
    expect((await world.queue.machines.list(xu, CENTRE)).map(({ name }) => name)).toEqual(['大门口']);
    expect(world.audited.filter(({ action }) => action.startsWith('community.queue.machine.')).map(({ action, details }) => [action, details])).toEqual([
      ['community.queue.machine.enrol', { name: '大门口' }], ['community.queue.machine.enrol', { name: '二楼' }], ['community.queue.machine.revoke', { stood: true }], ['community.queue.machine.revoke', { stood: false }],
    ]);
  });

  it('is set up after a second factor, with a name, and anew after half a year', async () => {
    await expect(enrol('门口', freshKey(), clerk('xu'))).rejects.toMatchObject({ code: 'STEP_UP_REQUIRED' });
    await expect(enrol('门口', freshKey(), proved(clerk('strange', 'centre-other')))).rejects.toMatchObject({ code: 'FORBIDDEN' });
    for (const name of ['', '  ', '门'.repeat(41)]) await expect(enrol(name)).rejects.toMatchObject({ code: 'BAD_INPUT' });
    const { machine, token } = await enrol();
    world.time.now += 30 * DAY;
    await callerOf(token);
    expect(await world.queue.machines.list(xu, CENTRE)).toMatchObject([{ lastSeenAt: machine.enrolledAt + 30 * DAY }]);
    world.time.now = machine.endsAt;
    expect(await world.other.machines.resolve(token)).toBeNull();
    expect(await world.queue.machines.list(xu, CENTRE)).toEqual([]);
  });

  it('is known by its whole token alone, of which only a hash is kept', async () => {
    const [one, two] = [await enrol(), await enrol('二楼')];
    const [id, secret] = one.token.slice('machine.'.length).split('.');
    for (const wrong of ['machine.', 'machine..', `machine.${id}`, `machine.${id}.`, `machine.${two.machine.id}.${secret}`, `${one.token}x`, one.token.slice(0, -1)]) expect(await world.queue.machines.resolve(wrong)).toBeNull();
    const stored = JSON.stringify(await world.connection.collection('queue_machines').find({}).toArray());
    expect(stored).toContain(id);
    expect(stored).not.toContain(secret);
  });
});
