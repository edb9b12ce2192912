import type { ClientSession } from 'mongoose';

/** One message to one person, by template. */
export interface Notice {
  readonly personId: string;
  /** Name in the template registry. */
  readonly template: string;
  readonly params: Readonly<Record<string, string>>;
  /** The same key is one message, however often it is put. */
  readonly key: string;
  /** Where it leads in the app, such as `/transit/stops/…`. */
  readonly link?: string;
}

/** How other modules send messages: in their own transaction, so that it goes out if and only if that commits. */
export interface Notifier {
  notify(session: ClientSession, notice: Notice): Promise<void>;
}
