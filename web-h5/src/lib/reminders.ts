import { ref, type Ref } from 'vue';
import { ReminderDocument, type Language, type TransitReminderInput } from '../graphql/__generated__/operations.js';
import type { Live } from '../live/live.js';

/** A reminder of this page: waiting, or come to its end with the service's words. */
export interface PageReminder {
  id: number;
  /** What was asked for, as the person reads it. */
  title: string;
  state: 'waiting' | 'DUE' | 'MISSED' | 'FAILED';
  message: string;
  stop(): void;
}

const reminders: Ref<PageReminder[]> = ref([]);
let count = 0;

function announce(message: string): void {
  // iPhones have no vibration; phones without leave have no notifications. The banner on the page is always there.
  if ('vibrate' in navigator) navigator.vibrate([400, 200, 400, 200, 400]);
  if (!('Notification' in window) || Notification.permission !== 'granted') return;
  try {
    new Notification(message, { tag: 'transit-reminder' });
  } catch {
    // Chrome on Android notifies from service workers only.
  }
}

/** The reminders that wait or have just spoken. */
export function useReminders(): Ref<PageReminder[]> {
  return reminders;
}

/** Takes a reminder off the page; one that waits is given up. */
export function dismissReminder(id: number): void {
  reminders.value.find((reminder) => reminder.id === id)?.stop();
  reminders.value = reminders.value.filter((reminder) => reminder.id !== id);
}

/** Asks to be reminded while the page is open, and for leave to notify where the phone has not been asked yet. */
export function startReminder(live: Live, reminder: TransitReminderInput, title: string, lang: Language): void {
  if ('Notification' in window && Notification.permission === 'default') void Notification.requestPermission();
  count += 1;
  const id = count;
  const settle = (state: PageReminder['state'], message: string): void => {
    reminders.value = reminders.value.map((item) => (item.id === id && item.state === 'waiting' ? { ...item, state, message } : item));
  };
  const { unsubscribe } = live.client.subscription(ReminderDocument, { reminder, lang }).subscribe(({ data, error }) => {
    if (data) {
      settle(data.transitReminder.outcome, data.transitReminder.message);
      announce(data.transitReminder.message);
    } else if (error) {
      settle('FAILED', '');
    }
  });
  reminders.value = [...reminders.value, { id, title, state: 'waiting', message: '', stop: unsubscribe }];
}
