import { ref, shallowRef, type Ref, type ShallowRef } from 'vue';
import { newKey } from '../live/send.js';
import type { Trouble } from '../live/trouble.js';

/** What a door tells of a sheet that was sent in. */
export interface SheetTold {
  readonly done: number;
  /** By row (0: the sheet as a whole) and column. */
  readonly errors: readonly { readonly row: number; readonly column: string | null; readonly reason: string }[];
}

/** Faults as every door tells them. */
interface Faulty {
  readonly errors: readonly { readonly message: string; readonly extensions: { readonly code: string; readonly messageEn: string } }[];
}

/** A sheet's way in. */
export interface SendSheet<Told extends SheetTold> {
  readonly told: ShallowRef<Told | null>;
  readonly trouble: ShallowRef<Trouble | null>;
  readonly sending: Ref<boolean>;
  /** Sends a file to the door of a list; `told` or `trouble` say what came of it. */
  send(of: string, file: File, query?: Readonly<Record<string, string>>): Promise<void>;
}

/** Sends saved sheets back in. */
export function useSendSheet<Told extends SheetTold>(): SendSheet<Told> {
  const told: ShallowRef<Told | null> = shallowRef(null);
  const trouble = shallowRef<Trouble | null>(null);
  const sending = ref(false);
  return {
    told, trouble, sending,
    async send(of, file, query = {}) {
      [told.value, trouble.value, sending.value] = [null, null, true];
      try {
        const response = await fetch(`/staff/sheets/${of}.xlsx?${new URLSearchParams(query).toString()}`, { method: 'POST', headers: { 'content-type': 'application/octet-stream', 'idempotency-key': newKey() }, body: file });
        const answer: unknown = await response.json();
        if (response.ok) told.value = answer as Told; // the door's own shape
        else trouble.value = troubleIn(answer as Faulty); // that of all faults
      } catch {
        trouble.value = { code: 'NETWORK', zh: '', en: '' };
      }
      sending.value = false;
    },
  };
}

function troubleIn({ errors: [fault] }: Faulty): Trouble {
  return fault ? { code: fault.extensions.code, zh: fault.message, en: fault.extensions.messageEn } : { code: 'INTERNAL', zh: '', en: '' };
}
