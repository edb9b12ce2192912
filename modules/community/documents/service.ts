import { randomBytes } from 'node:crypto';
import mongoose, { type ClientSession, type Model } from 'mongoose';
import type { Caller } from '../../kernel/caller.js';
import { canonicalJson, SealBroken, sm3, verifySm2 } from '../../kernel/crypto/index.js';
import { districtDate } from '../../kernel/district-time.js';
import { drawPaper } from '../../kernel/documents/index.js';
import { Fault } from '../../kernel/errors.js';
import { maskName } from '../../kernel/identifiers.js';
import type { PersonalData } from '../../kernel/personal-data.js';
import type { CommunityDeps } from '../deps.js';
import { keptByLaw, keptSince } from '../rules/retention.js';
import { documentModel, type IssuedDocument } from './model.js';
import type { DocumentCheck, DocumentInput } from './types.js';

/** Documents that the district issues in cases: signed, drawn when asked for, verified by anybody who has the code on them. */
export class DocumentsService {
  readonly #deps: CommunityDeps;
  readonly #documents: Model<IssuedDocument>;

  constructor(deps: CommunityDeps) {
    this.#deps = deps;
    this.#documents = documentModel(deps.connection);
  }

  async createIndexes(): Promise<void> {
    await this.#documents.createCollection();
    await this.#documents.createIndexes();
  }

  /** Issues a document in the given transaction; the caller of this decides rights and writes the audit. Returns its code. */
  async issue(session: ClientSession, input: DocumentInput): Promise<string> {
    const { keystore, cipher } = this.#deps;
    const code = randomBytes(16).toString('base64url');
    const hash = sm3(canonicalJson(input));
    const signer = keystore.signer('seal-sign');
    const signature = await signer.sign(statementOf({ code, kind: input.kind, number: input.number, hash, at: input.at }));
    await this.#documents.create([{
      _id: code, kind: input.kind, number: input.number, title: input.title, personId: input.person.id, hash, signature, keyVersion: signer.version, issuedAt: new Date(input.at), revokedAt: null,
      contentSealed: cipher.seal(canonicalJson(input), `document.content:${code}`),
    }], { session });
    return code;
  }

  /** Says that a document no longer holds, in the given transaction. */
  async revoke(session: ClientSession, code: string, at: number): Promise<void> {
    await this.#documents.updateOne({ _id: code, revokedAt: null }, { $set: { revokedAt: new Date(at) } }, { session });
  }

  /** What anybody may know of a document who has its code; null where there is none. */
  async verify(code: string): Promise<DocumentCheck | null> {
    const doc = await this.#find(code);
    if (!doc) return null;
    const input = this.#opened(doc);
    const statement = statementOf({ code, kind: doc.kind, number: doc.number, hash: doc.hash, at: doc.issuedAt.getTime() });
    const genuine = input !== null && sm3(canonicalJson(input)) === doc.hash && verifySm2(statement, doc.signature, this.#deps.keystore.publicKey('seal-sign', doc.keyVersion));
    return { code, kind: doc.kind, number: doc.number, title: doc.title, issuer: input?.issuer[0] ?? null, holder: input && maskName(input.person.name), issuedAt: doc.issuedAt.getTime(), revokedAt: doc.revokedAt?.getTime() ?? null, hash: doc.hash, genuine };
  }

  /** The paper, for whom it is about, who acts for them, and staff at the counter; recorded. Throws NOT_FOUND, FORBIDDEN and kin. */
  async paper(caller: Caller, code: string): Promise<{ readonly bytes: Buffer; readonly name: string }> {
    const { authoriser, audit, publicUrl } = this.#deps;
    const doc = await this.#find(code);
    const subject = { type: 'document', id: code, personIds: doc ? [doc.personId] : [] };
    const action = 'community.documents.read';
    await authoriser.check(caller, action, subject);
    if (!doc) throw new Fault('NOT_FOUND', { code });
    await audit.read(caller, { action, subject, purpose: 'service', details: { kind: doc.kind, number: doc.number } });
    const input = this.#opened(doc);
    if (!input) throw new Fault('UNAVAILABLE', { what: 'document: what is stored was tampered with', code });
    const { title, subtitle, sections, issuer, at } = input;
    // Whoever reads it need not scan it to see that it no longer holds.
    const revoked = doc.revokedAt === null ? [] : [{ rows: [], paragraphs: [`本文书已于${districtDate(doc.revokedAt.getTime())}撤销，不再有效。`] }];
    const bytes = await drawPaper({ title, ...(subtitle === undefined ? {} : { subtitle }), sections: [...revoked, ...sections], issuer, at, qr: { url: `${publicUrl() ?? ''}/verify/${code}`, words: ['扫码核验真伪', `核验码 ${code}`] } });
    return { bytes, name: `${doc.number}-${doc.kind.toLowerCase()}.pdf` };
  }

  /** The documents' part of export and deletion. */
  personalData(): PersonalData {
    const title = { zh: '签发给您的文书', en: 'Documents issued to you' };
    return {
      name: 'community.documents',
      collect: async (personId) => {
        const docs = await this.#documents.find({ personId }).sort({ issuedAt: 1 }).lean();
        const records = docs.map((doc) => ({ code: doc._id, kind: doc.kind, number: doc.number, title: doc.title, issuedAt: doc.issuedAt.toISOString(), revokedAt: doc.revokedAt?.toISOString() ?? null, content: this.#opened(doc) }));
        return records.length === 0 ? [] : [{ title, records }];
      },
      erase: async (session, personId, today) => {
        const { deletedCount } = await this.#documents.deleteMany({ personId, issuedAt: mongoose.trusted({ $lt: keptSince(today) }) }, { session });
        const newest = await this.#documents.findOne({ personId }, { issuedAt: 1 }, { session }).sort({ issuedAt: -1 }).lean();
        return { deleted: deletedCount > 0 ? [title] : [], kept: newest ? [keptByLaw(title, newest.issuedAt)] : [] };
      },
    };
  }

  async #find(code: string): Promise<IssuedDocument | null> {
    return /^[\w-]{22}$/.test(code) ? this.#documents.findById(code).lean() : null;
  }

  /** Null where a byte of what is stored was changed. */
  #opened(doc: IssuedDocument): DocumentInput | null {
    try {
      return JSON.parse(this.#deps.cipher.open(doc.contentSealed, `document.content:${doc._id}`)) as DocumentInput; // sealed by `issue` alone
    } catch (error) {
      if (error instanceof SealBroken) return null;
      throw error;
    }
  }
}

function statementOf(statement: { readonly code: string; readonly kind: string; readonly number: string; readonly hash: string; readonly at: number }): string {
  return canonicalJson({ purpose: 'community.document', ...statement });
}
