import type { AnyVariables, OperationContext, TypedDocumentNode } from '@urql/core';
import { ref, shallowRef, type Ref, type ShallowRef } from 'vue';
import { useLive } from './live.js';
import { troubleOf, type Trouble } from './trouble.js';

/** A mutation's course on a page. */
export interface Send<Data, Variables> {
  /** Sends; null where it failed, and then `trouble` says why. `make` is given the idempotency key. */
  send(make: (key: string) => Variables, context?: Partial<OperationContext>): Promise<Data | null>;
  readonly busy: Ref<boolean>;
  readonly trouble: ShallowRef<Trouble | null>;
}

/** 128 bits of chance in hex; `crypto.randomUUID` is missing on pages without HTTPS. */
export function newKey(): string {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** Sends a mutation; the same input gets the same idempotency key until the service has answered it. */
export function useSend<Data, Variables extends AnyVariables & object>(document: TypedDocumentNode<Data, Variables>): Send<Data, Variables> {
  const { client } = useLive();
  const busy = ref(false);
  const trouble = shallowRef<Trouble | null>(null);
  let key = '';
  let unanswered: string | null = null;
  return {
    busy,
    trouble,
    async send(make, context) {
      if (busy.value) return null;
      const shape = JSON.stringify(make(''));
      if (shape !== unanswered) key = newKey();
      unanswered = shape;
      busy.value = true;
      trouble.value = null;
      const { data, error } = await client.mutation(document, make(key), context).toPromise();
      busy.value = false;
      if (error) trouble.value = troubleOf(error);
      if (!error?.networkError) unanswered = null;
      return error ? null : (data ?? null);
    },
  };
}
