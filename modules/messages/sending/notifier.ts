import type { ClientSession, Connection } from 'mongoose';
import type { Clock } from '../../kernel/clock.js';
import type { FieldCipher } from '../../kernel/crypto/index.js';
import type { Outbox } from '../../kernel/outbox.js';
import type { Notice, Notifier } from '../contract.js';
import { messageIdOf, messageModel, sealContent, type MessageDocument } from '../inbox/model.js';
import type { TemplateRegistry } from '../templates/registry.js';
import { render } from '../templates/rules.js';

/** What the notifier stands on; `clock` is the system clock. */
export interface NotifierDeps {
  readonly connection: Connection;
  readonly cipher: FieldCipher;
  readonly outbox: Outbox;
  readonly clock: Clock;
  readonly templates: TemplateRegistry;
}

/** Topic under which messages wait to be told of: live, and on the channels that their person chose. */
export const DISPATCH_TOPIC = 'messages.dispatch';

/** A path within the app: what leads elsewhere does not come from us. */
const LINK = /^\/(?!\/)[\w\-./~%:?=&,+!'()*]{0,300}$/;

/**
 * Puts messages into the inbox in the caller's own transaction, with an outbox entry for what follows: so there is a message,
 * and word of it, if and only if the transaction commits. The id comes from person and key, so the same key is one message.
 */
export function createNotifier({ connection, cipher, outbox, clock, templates }: NotifierDeps): Notifier {
  const messages = messageModel(connection);
  return {
    async notify(session: ClientSession, notice: Notice): Promise<void> {
      const template = templates.get(notice.template);
      const rendered = render(template, notice.params);
      if (notice.link !== undefined && !LINK.test(notice.link)) throw new Error(`template ${template.name}: the link is not a path of the app`);
      const id = messageIdOf(notice.personId, notice.key);
      const message: Omit<MessageDocument, '_id'> = {
        personId: notice.personId,
        kind: template.kind,
        template: template.name,
        version: template.version,
        urgent: template.urgent === true,
        sealed: sealContent(cipher, id, { ...rendered, link: notice.link ?? null }),
        state: 'UNREAD',
        sentAt: new Date(clock.now()),
        ...(notice.validUntil === undefined ? {} : { validUntil: new Date(notice.validUntil) }),
      };
      const { upsertedCount } = await messages.updateOne({ _id: id }, { $setOnInsert: message }, { session, upsert: true });
      if (upsertedCount > 0) await outbox.put(session, { topic: DISPATCH_TOPIC, key: id, payload: { messageId: id } });
    },
  };
}
