import type { AnyVariables, TypedDocumentNode } from '@urql/core';
import { ref, shallowRef, type Ref, type ShallowRef } from 'vue';
import type { CaseAtDeskFragment, CaseDoneFragment } from '../graphql/__generated__/operations.js';
import { useWords } from '../i18n/index.js';
import { useLive } from '../live/live.js';
import { newKey } from '../live/send.js';
import { troubleOf, type Trouble } from '../live/trouble.js';
import type { Sender } from './case-actions.js';

/** The course of actions on a case. */
export interface CaseWork {
  readonly send: Sender;
  readonly busy: Ref<boolean>;
  readonly trouble: ShallowRef<Trouble | null>;
  /** Why the last action was not carried out, in the service's words. */
  readonly refused: Ref<string>;
  /** Somebody else was first: the case was read anew. */
  readonly changed: Ref<boolean>;
  clear(): void;
}

/** What a case is acted on by: as much of it as an action names. */
export type Target = Pick<CaseAtDeskFragment, 'number' | 'version'>;

/**
 * Sends actions on a case with the version that was looked at; the same action gets the same idempotency key until the
 * service has answered it. `done` is given the case after it; `again` is called where it must be read anew.
 */
export function useCaseAction(target: () => Target | null, done: (item: CaseAtDeskFragment) => void, again: () => void): CaseWork {
  const { client } = useLive();
  const { lang } = useWords();
  const busy = ref(false);
  const trouble = shallowRef<Trouble | null>(null);
  const refused = ref('');
  const changed = ref(false);
  let unanswered: string | null = null;
  let key = '';
  const clear = (): void => {
    trouble.value = null;
    refused.value = '';
    changed.value = false;
  };
  const send: Sender = async <Variables extends AnyVariables & object>(document: TypedDocumentNode<{ done: CaseDoneFragment }, Variables>, own: object) => {
    const at = target();
    if (busy.value || !at) return false;
    const shape = JSON.stringify([document, own, at.number, at.version]);
    if (shape !== unanswered) key = newKey();
    unanswered = shape;
    busy.value = true;
    clear();
    // `own` is what an action adds to the common part: together they are its variables.
    const variables = { ...own, number: at.number, version: at.version, lang: lang.value, idempotencyKey: key } as unknown as Variables;
    const { data, error } = await client.mutation(document, variables).toPromise();
    busy.value = false;
    if (!error?.networkError) unanswered = null;
    if (!data) {
      trouble.value = error ? troubleOf(error) : null;
      return false;
    }
    if (data.done.__typename === 'StaffCase') done(data.done);
    else if (data.done.__typename === 'CaseChanged') {
      changed.value = true;
      again();
    } else refused.value = data.done.message;
    return data.done.__typename === 'StaffCase';
  };
  return { send, busy, trouble, refused, changed, clear };
}
