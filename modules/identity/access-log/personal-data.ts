import type { Connection } from 'mongoose';
import type { AuditReader } from '../../kernel/audit/reader.js';
import type { AuditRecord } from '../../kernel/audit/types.js';
import { openWords } from '../../kernel/audit/words.js';
import type { FieldCipher } from '../../kernel/crypto/types.js';
import type { PersonalData } from '../../kernel/personal-data.js';
import { disputesOf } from './model.js';

/** Longest time that records are kept where nothing was given to others: the list in the export goes as far. */
const MOST_EXPORTED = 1000;

/** What the access log holds about a person: records of accesses (kept by law) and disputes (deleted). */
export function accessLogPersonalData({ connection, reader, cipher }: { connection: Connection; reader: AuditReader; cipher: FieldCipher }): PersonalData {
  return {
    name: 'identity.access-log',
    async collect(personId) {
      const accesses: Record<string, unknown>[] = [];
      for (let after: string | undefined; accesses.length < MOST_EXPORTED; ) {
        const page = await reader.page({ personId }, { first: 100, after });
        accesses.push(...page.records.map((record) => entryOf(record, cipher)));
        const last = page.records.at(-1);
        if (!page.hasNextPage || !last) break;
        after = page.cursorOf(last);
      }
      const disputes = await disputesOf(connection).find({ personId }).sort({ openedAt: 1 }).toArray();
      return [
        { title: { zh: '谁看过我的数据（最近一千条）', en: 'Who saw my data (the last thousand)' }, records: accesses },
        {
          title: { zh: '我的异议', en: 'My disputes' },
          records: disputes.map(({ _id, state, openedAt, reasonSealed }) => ({ state, openedAt: openedAt.toISOString(), reason: cipher.open(reasonSealed, `dispute.reason:${_id}`) })),
        },
      ];
    },
    async erase(session, personId, today) {
      await disputesOf(connection).deleteMany({ personId }, { session });
      const until = new Date(`${today}T00:00:00Z`);
      until.setUTCFullYear(until.getUTCFullYear() + 3);
      return {
        deleted: [{ zh: '我的异议', en: 'My disputes' }],
        kept: [{
          what: { zh: '访问与操作记录（仅编号）', en: 'Records of accesses and changes (ids only)' },
          because: { zh: '网络安全法第二十一条、个人信息保护法第五十六条', en: 'Cybersecurity Law art. 21, Personal Information Protection Law art. 56' },
          until: until.toISOString().slice(0, 10),
        }],
      };
    },
  };
}

function entryOf(record: AuditRecord, cipher: FieldCipher): Record<string, unknown> {
  const { at, action, purpose, outcome, channel } = record;
  const written = openWords(cipher, record, 'purposeSealed');
  return { at: new Date(at).toISOString(), action, purpose, ...(written === null ? {} : { written }), outcome, channel };
}
