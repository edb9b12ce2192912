import type { ClientSession, Connection, Model } from 'mongoose';
import { tokenIn } from '../../../kernel/crypto/look-up.js';
import type { FieldCipher } from '../../../kernel/crypto/types.js';
import type { GuardianAnswer, HouseholdPort, ProofAnswer, ProofClaim, ProofingPort } from '../ports.js';
import { sameName } from '../rules.js';
import { registerModel, type RegisterDocument } from './model.js';

/** A line to be written into the register. */
export interface RegisterEntry {
  readonly identifier: string;
  readonly name: string;
  readonly birthDate: string;
  readonly household: string | null;
  readonly guardians: readonly { readonly identifier: string; readonly withheld: readonly string[] }[];
}

/** Kind of the tokens of identifiers. */
const KIND = 'identifier';

/** What stands for a face and for the network identity where no real one is asked: the sample district and the tests. */
export const SAMPLE_EVIDENCE = { FACE: 'sample-face', NETWORK_IDENTITY: 'sample-network-identity' } as const;

/**
 * The population and household register of the sample district. In an own district the real registers stand behind the same
 * two ports. Names are compared with what is on record; the evidence is a fixed word, as there is no face to look at.
 */
export class SampleRegister implements ProofingPort, HouseholdPort {
  readonly #register: Model<RegisterDocument>;
  readonly #cipher: FieldCipher;

  constructor(connection: Connection, cipher: FieldCipher) {
    this.#register = registerModel(connection);
    this.#cipher = cipher;
  }

  /** Writes a line, or writes it anew. */
  async record(session: ClientSession | null, entry: RegisterEntry): Promise<void> {
    const id = (await this.#register.findOne({ _id: tokenIn(this.#cipher, KIND, entry.identifier) }, { _id: 1 }, { session }).lean())?._id ?? this.#token(entry.identifier);
    const guardians = entry.guardians.map(({ identifier, withheld }) => ({ token: this.#token(identifier), withheld: [...withheld] }));
    const line = { nameSealed: this.#cipher.seal(entry.name, `register.name:${id}`), birthDate: entry.birthDate, household: entry.household, guardians };
    await this.#register.updateOne({ _id: id }, { $set: line }, { upsert: true, ...(session && { session }) });
  }

  /** Whether there is a sample to prove against. */
  async filled(): Promise<boolean> {
    return (await this.#register.exists({})) !== null;
  }

  async prove({ identifier, name, method, evidence }: ProofClaim): Promise<ProofAnswer> {
    if (method !== 'COUNTER_CARD' && evidence !== SAMPLE_EVIDENCE[method]) return { outcome: 'evidence-refused' };
    const line = await this.#line(identifier, name);
    return line ? { outcome: 'match', birthDate: line.birthDate } : { outcome: 'no-match' };
  }

  async guardianOf(adultIdentifier: string, child: { readonly identifier: string; readonly name: string }): Promise<GuardianAnswer> {
    const line = await this.#line(child.identifier, child.name);
    if (!line) return { outcome: 'no-child' };
    const forms = this.#cipher.tokens(KIND, adultIdentifier);
    const adult = line.guardians.find(({ token }) => forms.includes(token));
    return adult ? { outcome: 'guardian', birthDate: line.birthDate, custody: { withheld: adult.withheld } } : { outcome: 'not-on-record', birthDate: line.birthDate };
  }

  async #line(identifier: string, name: string): Promise<RegisterDocument | null> {
    const line = await this.#register.findOne({ _id: tokenIn(this.#cipher, KIND, identifier) }).lean();
    return line && sameName(this.#cipher.open(line.nameSealed, `register.name:${line._id}`), name) ? line : null;
  }

  #token(identifier: string): string {
    return this.#cipher.token(KIND, identifier);
  }
}
