import type { Mention, MentionKind, SlotSpec, SlotValue } from '../types.js';

/** A mention read as one of the kinds it may be; undefined where it is none of them. */
export function readAs(mention: Mention, kind: MentionKind): SlotValue | undefined {
  const { role: _role, ...value } = mention;
  if (mention.kind === kind) return value;
  const other = mention.others?.find((one) => one.kind === kind);
  if (other === undefined) return undefined;
  const { id: _id, ...rest } = value;
  return { ...rest, kind, value: other.value, ...(other.id === undefined ? {} : { id: other.id }) };
}

/**
 * Fills slots from mentions: first those that want a part in a journey, with mentions that play it; then the others, in
 * their order, each with the best kind and then the first mention; last, a destination takes what is left without a part.
 */
export function assign(slots: readonly SlotSpec[], mentions: readonly Mention[]): Record<string, SlotValue> {
  const filled: Record<string, SlotValue> = {};
  const taken = new Set<Mention>();
  const spans: Mention[] = [];
  const free = (mention: Mention): boolean => !taken.has(mention) && !spans.some((one) => one.start < mention.end && one.end > mention.start);
  const fill = ({ name, kinds }: SlotSpec, fits: (mention: Mention) => boolean): void => {
    if (filled[name] !== undefined) return;
    for (const kind of kinds) {
      for (const mention of mentions) {
        const value = free(mention) && fits(mention) ? readAs(mention, kind) : undefined;
        if (value === undefined) continue;
        filled[name] = value;
        taken.add(mention);
        spans.push(mention);
        return;
      }
    }
  };
  // What only points (反方向, 外圈) has no part of its own, and fits a direction.
  for (const slot of slots) if (slot.role !== undefined) fill(slot, ({ role, kind }) => role === slot.role || kind === 'direction');
  for (const slot of slots) if (slot.role === undefined) fill(slot, ({ role, kind }) => kind !== 'free' || role !== undefined);
  for (const slot of slots) {
    if (slot.role === 'to') fill(slot, ({ role, kind }) => role === undefined && kind !== 'free');
    if (slot.role === 'from') fill(slot, ({ role, kind }) => role === 'at' && kind !== 'free');
  }
  return filled;
}

/** Filled slots without those that only the skill needs. */
export function withoutInner(specs: readonly SlotSpec[], slots: Readonly<Record<string, SlotValue>>): Readonly<Record<string, SlotValue>> {
  if (!specs.some(({ name, inner }) => inner && slots[name] !== undefined)) return slots;
  return Object.fromEntries(Object.entries(slots).filter(([name]) => !specs.some((spec) => spec.name === name && spec.inner)));
}
