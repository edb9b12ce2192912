import { parse, type DocumentNode } from 'graphql';
import type { Connection } from 'mongoose';
import { seedSample } from '../../gateway/contract.js';
import { readSamplePeople, type SamplePeople } from '../../modules/identity/index.js';
import type { Caller, Role } from '../../modules/kernel/caller.js';
import { builtInScanner, gridPieces, SealedFiles } from '../../modules/kernel/files/index.js';
import { composeIdentifier } from '../../modules/kernel/identifiers.js';
import type { Random } from '../drills/affairs/random.js';
import { startOwnContract, type OwnContract } from '../own-contract.js';

/** A clock that somebody else sets. */
export interface SetClock {
  at: number;
}

/** A resident of the simulation, as the contract sees one who signed in with a second factor. */
export interface SimulatedResident {
  readonly caller: Caller;
  readonly name: string;
  readonly identifier: string;
}

const SURNAMES = [...'王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗'];
const GIVEN = [...'伟芳娜敏静丽强磊军洋勇艳杰娟涛明超霞平刚桂英华玉兰春梅建国志红'];

/** The sample district in this very process, at a time that is set by hand; everything goes through the contract. */
export class SimulatedDistrict {
  readonly residents: readonly SimulatedResident[];
  readonly files: SealedFiles;
  readonly #own: OwnContract;
  readonly #documents = new Map<string, DocumentNode>();

  private constructor(own: OwnContract, people: SamplePeople, files: SealedFiles) {
    this.#own = own;
    this.files = files;
    this.residents = people.residents.filter(({ account }) => account === 'proved').map((one) => ({ caller: callerOf(one.id), name: one.name, identifier: one.identifier }));
  }

  /** What it stands on, for what only its store tells. */
  get connection(): Connection {
    return this.#own.connection;
  }

  /**
   * Founds it in a data folder, or in the database that MONGODB_URI names, with so many invented residents beside the sample's.
   * @param clerks posts beside the sample's: who, as what, where
   */
  static async found(dataDir: string, clock: SetClock, random: Random, { residents, clerks }: { readonly residents: number; readonly clerks: readonly { readonly id: string; readonly role: 'CLERK' | 'APPROVER'; readonly organisationId: string }[] }): Promise<SimulatedDistrict> {
    const now = { now: () => clock.at };
    const own = await startOwnContract({
      dataDir, clocks: { service: now, system: now }, parts: ['identity', 'messages', 'community'],
      // Tens of thousands of text messages are written down, and shown to nobody.
      env: { SIMULATOR: 'off', NODE_ENV: 'test' },
    });
    const { kernel, modules } = own.contract;
    const people = inventedPeople(random, residents, clerks);
    await seedSample(modules, people);
    return new SimulatedDistrict(own, people, new SealedFiles({ connection: own.connection, cipher: kernel.cipher, clock: now, scanner: builtInScanner, pieces: gridPieces(own.connection) }));
  }

  /** Asks the contract; throws with the fault's words where it refuses. */
  async ask<Data>(caller: Caller, source: string, variables: Record<string, unknown> = {}): Promise<Data> {
    const document = this.#documents.get(source) ?? parse(source);
    this.#documents.set(source, document);
    const { data, errors } = await this.#own.contract.run(caller, document, variables);
    if (errors?.[0]) throw new Error(`${source.slice(0, 50)} … ${errors[0].message} ${JSON.stringify(errors[0].extensions)}`);
    return data as Data; // as the source asks, which stands beside the type
  }

  /** A member of the staff in a post. */
  staff(personId: string, role: Role, organisationId: string): Caller {
    return { ...callerOf(personId), post: { id: `${personId}-post-1`, role, organisationId } };
  }

  stop(): Promise<void> {
    return this.#own.stop();
  }
}

/** Somebody who has signed in with a second factor; accounts are not looked at behind a caller. */
const callerOf = (personId: string): Caller => ({ accountId: personId, personId, proofed: true, post: null, actingFor: null, sessionId: null, channel: 'web', assurance: 'sensitive', requestId: 'simulation' });

/** The sample's people and as many invented ones; numbers are composed with the district's code and a valid check digit. */
function inventedPeople(random: Random, count: number, clerks: readonly { readonly id: string; readonly role: 'CLERK' | 'APPROVER'; readonly organisationId: string }[]): SamplePeople {
  const sample = readSamplePeople();
  const nameOf = (): string => `${random.one(SURNAMES)}${random.one(GIVEN)}${random.below(3) > 0 ? random.one(GIVEN) : ''}`;
  const birthDate = (youngest: number, oldest: number): string => new Date(Date.UTC(2026 - youngest - random.below(oldest - youngest), random.below(12), 1 + random.below(28))).toISOString().slice(0, 10);
  const residents = Array.from({ length: count }, (_, index): SamplePeople['residents'][number] => {
    const one = { birthDate: birthDate(18, 90), sex: random.below(2) === 0 ? 'male' as const : 'female' as const, order: index % 499, area: `3101${String(11 + (Math.floor(index / 499) % 40)).padStart(2, '0')}` };
    return { ...one, id: `simulated-${index}`, name: nameOf(), kind: 'RESIDENT_ID', household: null, phone: `178${String(index).padStart(8, '0')}`, account: 'proved', guardians: [], identifier: composeIdentifier(one) };
  });
  const staff = clerks.map(({ id, role, organisationId }, index): SamplePeople['staff'][number] => {
    const one = { birthDate: birthDate(25, 58), sex: random.below(2) === 0 ? 'male' as const : 'female' as const, order: 300 + index };
    return { ...one, id, login: id, name: nameOf(), phone: `179${String(90_000_000 + index)}`, posts: [{ organisationId, title: '工作人员', role }], identifier: composeIdentifier(one) };
  });
  const taken = new Set<string>();
  const own = <T extends { readonly identifier: string }>(list: readonly T[]): T[] => list.filter(({ identifier }) => !taken.has(identifier) && taken.add(identifier));
  return { ...sample, residents: own([...sample.residents, ...residents]), staff: own([...sample.staff, ...staff]) };
}
