import type { PersonalData } from '../../modules/kernel/personal-data.js';
import type { HandoverService } from '../handover/service.js';

/** What the assistant holds about a person: hand-overs. Conversations are forgotten within a day; the log names nobody. */
export function createBotPersonalData(handovers: HandoverService): PersonalData {
  return {
    name: 'bot.handovers',
    async collect(personId) {
      const records = await handovers.export(personId);
      return records.length === 0 ? [] : [{ title: { zh: '转人工记录', en: 'Conversations handed to a person' }, records: records.map(({ askedAt, state, clerk }) => ({ askedAt: new Date(askedAt).toISOString(), state, clerk })) }];
    },
    async erase(session, personId) {
      const removed = await handovers.erase(session, personId);
      return { deleted: removed > 0 ? [{ zh: '转人工记录', en: 'Conversations handed to a person' }] : [], kept: [] };
    },
  };
}
