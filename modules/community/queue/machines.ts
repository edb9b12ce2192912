import { randomBytes } from 'node:crypto';
import type { Connection } from 'mongoose';
import type { Audit } from '../../kernel/audit/port.js';
import { deviceCaller, type Caller } from '../../kernel/caller.js';
import type { Clock } from '../../kernel/clock.js';
import { randomText } from '../../kernel/crypto/random-text.js';
import type { FieldCipher } from '../../kernel/crypto/types.js';
import { Fault } from '../../kernel/errors.js';
import type { Mutations } from '../../kernel/idempotency.js';
import type { Authoriser } from '../../kernel/policy/port.js';
import type { Subject } from '../../kernel/policy/types.js';
import type { Centres } from './centres.js';
import { queueCollections, type MachineDocument } from './model.js';
import type { MachineEntity } from './types.js';

/** What number machines stand on. */
export interface MachineDeps {
  readonly connection: Connection;
  readonly centres: Centres;
  readonly authoriser: Authoriser;
  readonly audit: Audit;
  readonly mutations: Mutations;
  readonly cipher: FieldCipher;
  /** The system clock. */
  readonly clock: Clock;
}

/** A machine is set up anew twice a year. */
const LASTS_MS = 183 * 86_400_000;
/** `lastSeenAt` is noted so often: a machine asks every 15 seconds. */
const SEEN_EVERY_MS = 60_000;
const LONGEST_NAME = 40;
const [ENROL, MANAGE] = ['community.queue.machine.enrol', 'community.queue.machine.manage'];
/** Kind of the token's hash. */
const TOKEN = 'community.queue.machine';
const PREFIX = 'machine.';

/** Whether a token is, by its form, a number machine's. */
export const isMachineToken = (token: string): boolean => token.startsWith(PREFIX);

/** Number machines (取号机): devices of a centre with a token of their own, by which numbers are given out there and nothing else. */
export class MachineService {
  readonly #deps: MachineDeps;

  constructor(deps: MachineDeps) {
    this.#deps = deps;
  }

  /** Sets a machine up. Throws NOT_FOUND (centre), BAD_INPUT (name). */
  async enrol(caller: Caller, { centreId, name }: { readonly centreId: string; readonly name: string }, key: string): Promise<{ readonly machine: MachineEntity; readonly token: string }> {
    const { authoriser, centres, mutations, audit, cipher, clock, connection } = this.#deps;
    await authoriser.check(caller, ENROL, subjectOf(centreId));
    await centres.get(centreId);
    const called = name.trim();
    if (called === '' || called.length > LONGEST_NAME) throw new Fault('BAD_INPUT', { field: 'name', reason: `1 to ${LONGEST_NAME} characters` });
    return mutations.run(caller, { action: ENROL, key, input: { centreId, name } }, async (session) => {
      const [id, secret, now] = [randomText(12), randomBytes(32).toString('base64url'), clock.now()];
      const machine: MachineDocument = { _id: id, centreId, name: called, tokenHash: cipher.token(TOKEN, `${id}.${secret}`), enrolledAt: new Date(now), lastSeenAt: new Date(now), endsAt: new Date(now + LASTS_MS) };
      await queueCollections(connection).machines.insertOne(machine, { session });
      await audit.write(session, caller, { action: ENROL, subject: subjectOf(centreId, id), purpose: 'service', details: { name: called } });
      return { machine: toMachine(machine), token: `${PREFIX}${id}.${secret}` };
    });
  }

  /** A centre's machines, the newest first. */
  async list(caller: Caller, centreId: string): Promise<MachineEntity[]> {
    await this.#deps.authoriser.check(caller, MANAGE, subjectOf(centreId));
    const { clock, connection } = this.#deps;
    const found = await queueCollections(connection).machines.find({ centreId, endsAt: { $gt: new Date(clock.now()) } }, { sort: { enrolledAt: -1 }, limit: 100 }).toArray();
    return found.map(toMachine);
  }

  /** Ends a machine at once; false where there is none any more. Whoever works nowhere is not told whether there is one. */
  async revoke(caller: Caller, id: string, key: string): Promise<boolean> {
    const { authoriser, mutations, audit, connection } = this.#deps;
    await authoriser.check(caller, MANAGE, subjectOf(caller.post?.organisationId ?? ''));
    const { machines } = queueCollections(connection);
    const centreId = (await machines.findOne({ _id: id }))?.centreId ?? caller.post?.organisationId ?? '';
    await authoriser.check(caller, MANAGE, subjectOf(centreId));
    return mutations.run(caller, { action: 'community.queue.machine.revoke', key, input: { id } }, async (session) => {
      const { deletedCount } = await machines.deleteOne({ _id: id, centreId }, { session });
      await audit.write(session, caller, { action: 'community.queue.machine.revoke', subject: subjectOf(centreId, id), purpose: 'service', details: { stood: deletedCount > 0 } });
      return deletedCount > 0;
    });
  }

  /** The machine that calls; null for anybody else. */
  async self({ device }: Caller): Promise<MachineEntity | null> {
    const found = device ? await queueCollections(this.#deps.connection).machines.findOne({ _id: device.id }) : null;
    return found && toMachine(found);
  }

  /** Which machine comes with a token; null where it is worth nothing. Asked anew each time, so that one that was ended gives out no number more. */
  async resolve(token: string): Promise<{ readonly caller: Caller } | null> {
    const { cipher, clock, connection } = this.#deps;
    const secret = token.slice(PREFIX.length);
    const { machines } = queueCollections(connection);
    const found = await machines.findOne({ _id: secret.slice(0, Math.max(0, secret.indexOf('.'))) });
    const now = clock.now();
    if (!found || found.endsAt.getTime() <= now || !cipher.tokens(TOKEN, secret).includes(found.tokenHash)) return null;
    if (now - found.lastSeenAt.getTime() >= SEEN_EVERY_MS) await machines.updateOne({ _id: found._id }, { $set: { lastSeenAt: new Date(now) } });
    return { caller: this.callerOf(toMachine(found)) };
  }

  /** A machine as it calls. */
  callerOf({ id, centreId }: MachineEntity): Caller {
    return deviceCaller({ id, kind: 'number-machine', organisationId: centreId });
  }
}

const subjectOf = (centreId: string, id = centreId): Subject => ({ type: 'number-machine', id, organisationId: centreId });

function toMachine({ _id: id, centreId, name, enrolledAt, lastSeenAt, endsAt }: MachineDocument): MachineEntity {
  return { id, centreId, name, enrolledAt: enrolledAt.getTime(), lastSeenAt: lastSeenAt.getTime(), endsAt: endsAt.getTime() };
}
