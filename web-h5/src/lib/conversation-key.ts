import { phoneStore } from './storage.js';

const KEY = 'district.conversation';
const store = phoneStore();

/** The conversation with the assistant that this phone had last; null where there is none. */
export function rememberedConversation(): string | null {
  return store.getItem(KEY) || null;
}

/** Keeps a conversation's id on the phone, so that it goes on after a reload. */
export function rememberConversation(id: string): void {
  try {
    store.setItem(KEY, id);
  } catch {
    // It ends with the page.
  }
}

/** Forgets it: at sign-out, and when a new one is wanted. Its id opens it, so it must not stay behind for the next person. */
export function forgetConversation(): void {
  rememberConversation('');
}
