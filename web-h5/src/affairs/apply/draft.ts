import { onScopeDispose, ref, shallowRef, watch, type Ref, type ShallowRef } from 'vue';
import { ApplyFormDocument, SaveDraftDocument, type OpenedFormFragment } from '../../graphql/__generated__/operations.js';
import { useLive, type Live } from '../../live/live.js';
import { useSend } from '../../live/send.js';
import { useSession } from '../../live/session.js';
import { troubleOf, type Trouble } from '../../live/trouble.js';
import type { FormState } from './form-state.js';
import { merged, same } from './merge.js';

/** How what is filled in stands with the service. */
export type Saving = 'clean' | 'waiting' | 'saving' | 'saved' | 'failed';

/** A field that this device and another have both changed. */
export interface Clash {
  /** The field's name, or `papers.<id>`. */
  readonly name: string;
  readonly theirs: unknown;
}

/** A draft that saves itself. */
export interface Draft {
  readonly saving: Ref<Saving>;
  /** When it was last saved (ISO 8601). */
  readonly savedAt: Ref<string | null>;
  /** Why the last save failed. */
  readonly trouble: ShallowRef<Trouble | null>;
  /** What another device has changed too: nothing is saved before all of it is settled. */
  readonly clashes: Ref<readonly Clash[]>;
  /** Another device's changes were taken over a moment ago. */
  readonly joined: Ref<boolean>;
  /** Settles a clash: this device's, or the other's. */
  settle(name: string, theirs: boolean): void;
  /** Saves what is not saved yet; the draft as the service has it, null where it could not be saved. */
  flush(): Promise<{ readonly id: string; readonly version: number } | null>;
  /** Fetches what another device has saved, and joins it with this. */
  join(): Promise<void>;
}

const PAUSE_MS = 1200;
const RETRY_MS = 6000;

/**
 * Saves a form as a draft while it is being filled in: a moment after each change, and before the page is left.
 * @param formChanged the form was published anew since the draft was saved: it is saved once more though nothing is changed, else it could never be handed in
 */
export function useDraft(state: FormState, opened: OpenedFormFragment['draft'], formChanged: boolean): Draft {
  const [{ client }, { strayed }] = [useLive(), useSession()];
  const save = useSend(SaveDraftDocument);
  const saving = ref<Saving>('clean');
  const savedAt = ref(opened?.updatedAt ?? null);
  const clashes = ref<readonly Clash[]>([]);
  const joined = ref(false);
  const trouble = shallowRef<Trouble | null>(null);
  let [head, ofOldForm] = [opened && { id: opened.id, version: opened.version }, formChanged];
  let base = all(state);
  let timer: ReturnType<typeof setTimeout> | undefined;
  let underWay: Promise<void> | null = null;
  const serviceId = state.opened.service.id;

  const failed = (why: Trouble | null): void => {
    trouble.value = why;
    saving.value = 'failed';
    // Only what the network kept from coming will come by itself.
    if (why?.code === 'NETWORK') later(RETRY_MS);
  };
  async function push(): Promise<void> {
    // What was written of one person is never kept under another's name.
    if (strayed.value) return failed(null);
    const sent = all(state);
    saving.value = 'saving';
    const answer = (await save.send((idempotencyKey) => ({ input: { id: head?.id ?? null, serviceId, version: head?.version ?? 0, values: { ...state.values }, papers: state.paperInputs(), commitment: state.commitment.value }, idempotencyKey })))?.saveDraft;
    if (!answer) return failed(save.trouble.value);
    trouble.value = null;
    if (answer.__typename === 'DraftConflict') {
      head = { id: answer.draft.id, version: answer.draft.version };
      return join();
    }
    head = { id: answer.id, version: answer.version };
    savedAt.value = answer.updatedAt;
    [base, ofOldForm] = [sent, false];
    saving.value = 'saved';
  }

  async function join(): Promise<void> {
    if (!head) return;
    const stored = await storedDraft(client, serviceId, head.id);
    if ('code' in stored) return failed(stored);
    const { theirs } = stored;
    const result = merged(base, all(state), theirs);
    head = stored.head;
    base = theirs;
    for (const [name, value] of Object.entries({ [COMMITTED]: false, ...result.values })) put(state, name, value);
    clashes.value = result.clashes.map((name) => ({ name, theirs: theirs[name] }));
    joined.value = true;
    saving.value = 'waiting';
    if (clashes.value.length === 0) later(0);
  }

  async function flush(): Promise<{ id: string; version: number } | null> {
    clearTimeout(timer);
    // Once more where something was changed while a save was under way.
    for (let round = 0; round < 3 && clashes.value.length === 0 && (head === null || !isSaved()); round += 1) {
      underWay ??= push().finally(() => (underWay = null));
      await underWay;
      if (saving.value === 'failed') return null;
    }
    return clashes.value.length === 0 && isSaved() ? head : null;
  }
  const isSaved = (): boolean => head !== null && !ofOldForm && same(sorted(base), sorted(all(state)));
  const later = (ms: number): void => {
    clearTimeout(timer);
    timer = setTimeout(() => void flush(), ms);
  };

  watch([() => state.values, () => state.files, state.commitment], () => {
    if (isSaved()) return;
    if (saving.value !== 'saving') saving.value = 'waiting';
    if (clashes.value.length === 0) later(PAUSE_MS);
  }, { deep: true });
  saveOnLeaving(saving, strayed, flush);
  onScopeDispose(() => clearTimeout(timer));

  return {
    saving, savedAt, trouble, clashes, joined, flush, join,
    settle(name, theirs) {
      const clash = clashes.value.find((one) => one.name === name);
      if (!clash) return;
      if (theirs) put(state, name, clash.theirs);
      clashes.value = clashes.value.filter((one) => one.name !== name);
      if (clashes.value.length === 0) later(0);
    },
  };
}

/** A draft as the service has it, all in one; or why it cannot be had. */
async function storedDraft(client: Live['client'], serviceId: string, draftId: string): Promise<{ readonly head: { readonly id: string; readonly version: number }; readonly theirs: Record<string, unknown> } | Trouble> {
  const { data, error } = await client.query(ApplyFormDocument, { serviceId, draftId, anew: null }).toPromise();
  const form = data?.applicationForm;
  if (!form?.draft) return error ? troubleOf(error) : { code: 'NOT_FOUND', zh: '草稿已经不在了', en: 'The draft is gone' };
  const files = Object.fromEntries(form.papers.filter((paper) => paper.state === 'GIVEN').map((paper) => [paper.inputId, paper.files]));
  return { head: { id: form.draft.id, version: form.draft.version }, theirs: { ...(form.values as Record<string, unknown>), ...paperValues(files), ...committed(form.draft.commitment) } }; // an object by the contract
}

/** Saves before the page goes out of sight, and asks before it is closed with something unsaved. */
function saveOnLeaving(saving: Ref<Saving>, strayed: Ref<boolean>, flush: () => Promise<unknown>): void {
  const leaving = (event: BeforeUnloadEvent): void => {
    if (!strayed.value && (saving.value === 'waiting' || saving.value === 'saving' || saving.value === 'failed')) event.preventDefault();
  };
  const hidden = (): void => {
    if (document.hidden && saving.value === 'waiting') void flush();
  };
  addEventListener('beforeunload', leaving);
  document.addEventListener('visibilitychange', hidden);
  onScopeDispose(() => {
    if (saving.value === 'waiting') void flush();
    removeEventListener('beforeunload', leaving);
    document.removeEventListener('visibilitychange', hidden);
  });
}

/** Stands among the values for the tick of 告知承诺; no field is called so. */
const COMMITTED = '-committed';
const committed = (on: boolean): Record<string, unknown> => (on ? { [COMMITTED]: true } : {});

/** Values, files and the commitment in one, so that all are joined alike. */
function all(state: FormState): Record<string, unknown> {
  return JSON.parse(JSON.stringify({ ...state.values, ...paperValues(state.files), ...committed(state.commitment.value) })) as Record<string, unknown>; // a copy of plain JSON
}

function paperValues(files: FormState['files']): Record<string, unknown> {
  return Object.fromEntries(Object.entries(files).filter(([, list]) => list.length > 0).map(([id, list]) => [`papers.${id}`, list]));
}

function put(state: FormState, name: string, value: unknown): void {
  if (name === COMMITTED) state.commitment.value = value === true;
  else if (name.startsWith('papers.')) state.files[name.slice(7)] = (value ?? []) as FormState['files'][string]; // as `paperValues` put them
  else if (!same(state.values[name], value)) state.values[name] = value ?? '';
}

function sorted(record: Readonly<Record<string, unknown>>): [string, unknown][] {
  return Object.entries(record).filter(([, value]) => value !== '' && value !== null).sort(([one], [other]) => (one < other ? -1 : 1));
}
