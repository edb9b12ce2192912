import type { PersonalData } from '../kernel/personal-data.js';
import type { InboxService } from './inbox/service.js';
import type { PreferencesService } from './preferences/service.js';

/** What messages hold about a person; all of it may be deleted. */
export function createMessagesPersonalData(inbox: InboxService, preferences: PreferencesService): PersonalData {
  return {
    name: 'messages',
    async collect(personId) {
      const [messages, chosen] = await Promise.all([inbox.export(personId), preferences.find(personId)]);
      return [
        {
          title: { zh: '消息', en: 'Messages' },
          records: messages.map(({ title, body, kind, sentAt, readAt, link, deliveries }) => ({
            title: title.zh, body: body.zh, titleEn: title.en, bodyEn: body.en, kind, link,
            sentAt: iso(sentAt), readAt: readAt === null ? null : iso(readAt),
            deliveries: deliveries.map(({ channel, state, at }) => ({ channel, state, at: iso(at) })),
          })),
        },
        { title: { zh: '消息偏好', en: 'Message preferences' }, records: [{ ...chosen }] },
      ];
    },
    async erase(session, personId) {
      await inbox.erase(session, personId);
      await preferences.erase(session, personId);
      return { deleted: [{ zh: '消息和消息偏好', en: 'Messages and message preferences' }], kept: [] };
    },
  };
}

const iso = (at: number): string => new Date(at).toISOString();
