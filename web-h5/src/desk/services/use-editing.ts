import { computed, inject, onScopeDispose, ref, shallowRef, toRaw, watch, type ComputedRef, type InjectionKey, type Ref, type ShallowRef } from 'vue';
import { merged } from '../../affairs/apply/merge.js';
import { EditServiceDocument, type VersionAtDeskFragment } from '../../graphql/__generated__/operations.js';
import { phoneStore, readJson, writeJson } from '../../lib/storage.js';
import { useSend } from '../../live/send.js';
import type { PlacedFault, Trouble } from '../../live/trouble.js';
import { settled, toDefinition, toEdited, type Definition, type EditedService } from './edited.js';

/** A part that somebody else has changed as well, and what they made of it. */
export interface PartClash {
  readonly part: string;
  readonly theirs: unknown;
}

/** A service in an editor's hands: what they write, what it began from, and what becomes of it. */
export interface Editing {
  readonly service: Ref<EditedService | null>;
  /** JSON that cannot be read yet, by its part, as it was typed. */
  readonly texts: Ref<Record<string, string>>;
  readonly faults: ShallowRef<readonly PlacedFault[]>;
  readonly changed: ComputedRef<boolean>;
  /** The revision that it began from, or was saved as since; null for a new one. */
  readonly revision: Ref<string | null>;
  /** What it began from, as the service has it; null for a new one. */
  readonly base: ShallowRef<Definition | null>;
  /** What was found on this device: work that goes on, or that was joined with somebody else's. */
  readonly found: Ref<'resumed' | 'joined' | null>;
  readonly clashes: ShallowRef<readonly PartClash[]>;
  readonly busy: Ref<boolean>;
  readonly trouble: ShallowRef<Trouble | null>;
  /** Begins from a version (null: from a draft of a service that is not there yet), with what this device has kept. */
  begin(key: string, newest: VersionAtDeskFragment | null, blank: EditedService | null): void;
  /** Whether this device keeps work on it that is not saved. */
  keeps(key: string): boolean;
  /** Decides a part that both have changed. */
  settle(part: string, theirs: boolean): void;
  /** Leaves what was written here and goes back to what the service has. */
  drop(): void;
  /** Writes it; null where that failed, and then `faults` or `trouble` say why. */
  save(): Promise<VersionAtDeskFragment | null>;
}

/** What this device keeps of work that is not saved. */
interface Kept {
  readonly seen: string | null;
  readonly base: Definition | null;
  readonly service: EditedService;
  readonly texts: Record<string, string>;
}

export const EDITING: InjectionKey<Editing> = Symbol('editing');
const KEEP_MS = 400;
const placeOf = (key: string): string => `district.service.${key}`;

/** The editing that a page's sections write into. */
export function useEdited(): Editing & { readonly it: ComputedRef<EditedService> } {
  const editing = inject(EDITING);
  if (!editing) throw new Error('a section of a service stands in its editor');
  return { ...editing, it: computed(() => {
    if (!editing.service.value) throw new Error('a section is shown with the service that it edits');
    return editing.service.value;
  }) };
}

/** Runs `keep` a moment after a change (`soon`), at once (`now`), and for changes that still wait where the page is left. */
function useKeeping(keep: () => void): { readonly soon: () => void; readonly now: () => void; readonly leave: () => void } {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const now = (): void => {
    clearTimeout(timer);
    timer = undefined;
    keep();
  };
  const leave = (): void => {
    if (timer !== undefined) now();
  };
  addEventListener('pagehide', leave);
  onScopeDispose(() => {
    leave();
    removeEventListener('pagehide', leave);
  });
  return { soon: () => void (timer ??= setTimeout(now, KEEP_MS)), now, leave };
}

/** Keeps a service that is being edited: on this device until it is saved, and apart from what others wrote meanwhile. */
export function useEditing(): Editing {
  const store = phoneStore();
  const service = ref<EditedService | null>(null);
  const texts = ref<Record<string, string>>({});
  const faults = shallowRef<readonly PlacedFault[]>([]);
  const base = shallowRef<Definition | null>(null);
  const found = ref<'resumed' | 'joined' | null>(null);
  const clashes = shallowRef<readonly PartClash[]>([]);
  const edit = useSend(EditServiceDocument);
  const seen = ref<string | null>(null);
  let place = '';
  let start: EditedService | null = null;
  /** What this device's work began from before it was joined with somebody else's. */
  let joinedFrom: Pick<Kept, 'seen' | 'base'> | null = null;
  const before = computed(() => JSON.stringify(base.value ?? (start ? toDefinition(start) : null)));
  const changed = computed(() => service.value !== null && (Object.keys(texts.value).length > 0 || JSON.stringify(toDefinition(service.value)) !== before.value));

  const { soon, now: keep, leave } = useKeeping(() => {
    if (!service.value || place === '') return;
    // Until a person has chosen, whoever comes back to it is asked again.
    const from = (clashes.value.length > 0 ? joinedFrom : null) ?? { seen: seen.value, base: base.value };
    const kept: Kept | null = changed.value || clashes.value.length > 0 ? { ...from, service: toRaw(service.value), texts: texts.value } : null;
    writeJson(store, place, kept);
  });
  watch([service, texts], soon, { deep: true });

  function begin(key: string, newest: VersionAtDeskFragment | null, blank: EditedService | null): void {
    leave();
    place = placeOf(key);
    const kept = readJson(store, place) as Kept | null; // this page alone writes there
    const theirs = newest ? settled(newest.definition) : null;
    start = blank;
    [seen.value, base.value, faults.value, clashes.value, texts.value, found.value] = [newest?.revision ?? null, theirs, [], [], kept?.texts ?? {}, kept ? 'resumed' : null];
    if (!kept) service.value = newest ? toEdited(newest.definition) : blank && structuredClone(blank);
    else if (kept.seen === seen.value || !theirs) service.value = kept.service;
    else join(kept, theirs);
  }
  /** What only one has changed stands as it was changed; where both have, it is asked. */
  function join(kept: Kept, theirs: Definition): void {
    const { values, clashes: parts } = merged(kept.base ?? {}, toDefinition(kept.service), theirs);
    clashes.value = parts.map((part) => ({ part, theirs: theirs[part] }));
    joinedFrom = { seen: kept.seen, base: kept.base };
    service.value = toEdited(values);
    found.value = 'joined';
  }
  function settle(part: string, takeTheirs: boolean): void {
    const clash = clashes.value.find((one) => one.part === part);
    if (!clash || !service.value) return;
    if (takeTheirs) service.value = toEdited({ ...toDefinition(service.value), [part]: clash.theirs });
    clashes.value = clashes.value.filter((one) => one !== clash);
    keep();
  }
  function drop(): void {
    writeJson(store, place, null);
    [texts.value, faults.value, clashes.value, found.value] = [{}, [], [], null];
    service.value = base.value ? toEdited(base.value) : start && structuredClone(start);
  }
  async function save(): Promise<VersionAtDeskFragment | null> {
    if (!service.value) return null;
    const unread = Object.keys(texts.value);
    faults.value = unread.map((path) => ({ path, zh: '不是正确的 JSON，还读不出来', en: 'is no JSON that can be read' }));
    if (unread.length > 0) return null;
    const sent = toDefinition(service.value);
    const given = seen.value;
    const saved = (await edit.send((idempotencyKey) => ({ definition: sent, seen: given, idempotencyKey })))?.editService ?? null;
    faults.value = edit.trouble.value?.faults ?? [];
    if (!saved) return null;
    [seen.value, base.value, found.value] = [saved.revision, settled(saved.definition), null];
    keep();
    return saved;
  }
  return { service, texts, faults, changed, revision: seen, base, found, clashes, busy: edit.busy, trouble: edit.trouble, begin, keeps: (key) => readJson(store, placeOf(key)) !== null, settle, drop, save };
}
