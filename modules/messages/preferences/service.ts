import type { ClientSession, Connection, Model } from 'mongoose';
import { readOnRecord, type Audit } from '../../kernel/audit/index.js';
import type { Caller } from '../../kernel/caller.js';
import { withTransaction } from '../../kernel/db.js';
import { Fault } from '../../kernel/errors.js';
import type { Authoriser } from '../../kernel/policy/port.js';
import type { MessageKind, MessagePreferencesEntity, QuietHours } from '../contract.js';
import { personSubject, purposeOf } from '../inbox/subject.js';
import { preferencesModel, toChoices, type PreferencesDocument } from './model.js';
import { isFixed, preferencesOf, timeOfDay } from './rules.js';

/** What preferences stand on. */
export interface PreferencesDeps {
  readonly connection: Connection;
  readonly authoriser: Authoriser;
  readonly audit: Audit;
}

/** A change; what is absent or null stays. */
export interface PreferencesChange {
  readonly language?: 'ZH_HANS' | 'ZH_HANT' | 'EN' | null | undefined;
  readonly kind?: { readonly kind: MessageKind; readonly sms: boolean; readonly wechat: boolean } | null | undefined;
  /** Both the same: no quiet hours. */
  readonly quietHours?: QuietHours | null | undefined;
}

/** Which channels ring for a person, and when. */
export class PreferencesService {
  readonly #deps: PreferencesDeps;
  readonly #preferences: Model<PreferencesDocument>;

  constructor(deps: PreferencesDeps) {
    this.#deps = deps;
    this.#preferences = preferencesModel(deps.connection);
  }

  /** What holds for a person. For the module's own workers, which nobody calls. */
  async find(personId: string, session?: ClientSession): Promise<MessagePreferencesEntity> {
    return preferencesOf(toChoices(await this.#preferences.findById(personId).session(session ?? null).lean()));
  }

  /** What holds for the caller. */
  async get(caller: Caller): Promise<MessagePreferencesEntity> {
    const subject = personSubject(caller);
    await this.#deps.authoriser.check(caller, 'messages.preferences.read', subject);
    return readOnRecord(this.#deps.audit, caller, { action: 'messages.preferences.read', subject, purpose: purposeOf(caller) }, () => this.find(subject.id));
  }

  /** Changes it. Throws BAD_INPUT for a time that is none and for a kind that is fixed. */
  async change(caller: Caller, change: PreferencesChange): Promise<MessagePreferencesEntity> {
    const subject = personSubject(caller);
    await this.#deps.authoriser.check(caller, 'messages.preferences.change', subject);
    const set = checked(change);
    return withTransaction(this.#deps.connection, async (session) => {
      await this.#preferences.updateOne({ _id: subject.id }, { $set: set }, { session, upsert: true });
      await this.#deps.audit.write(session, caller, { action: 'messages.preferences.change', subject, purpose: purposeOf(caller) });
      return this.find(subject.id, session);
    });
  }

  /** Deletes what a person chose, in the caller's transaction. */
  async erase(session: ClientSession, personId: string): Promise<void> {
    await this.#preferences.deleteOne({ _id: personId }, { session });
  }
}

function checked({ language, kind, quietHours }: PreferencesChange): Record<string, unknown> {
  if (kind && isFixed(kind.kind)) throw new Fault('BAD_INPUT', { field: 'kind', reason: 'warnings about the account itself always go out' });
  for (const side of ['from', 'until'] as const) {
    if (quietHours && Number.isNaN(timeOfDay(quietHours[side]))) throw new Fault('BAD_INPUT', { field: `quietHours.${side}`, reason: 'expects HH:mm from 00:00 to 23:59' });
  }
  return {
    // Templates are written in Chinese and English; who reads Traditional characters is sent Chinese.
    ...(language ? { language: language === 'EN' ? 'EN' : 'ZH_HANS' } : {}),
    ...(kind ? { [`kinds.${kind.kind}`]: { sms: kind.sms, wechat: kind.wechat } } : {}),
    ...(quietHours ? { quietHours: quietHours.from === quietHours.until ? null : { from: quietHours.from, until: quietHours.until } } : {}),
  };
}
