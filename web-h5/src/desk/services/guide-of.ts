import type { Guide } from '../../affairs/guide.js';
import { toDefinition, type EditedService } from './edited.js';

interface Named {
  readonly zh: string;
  readonly en: string;
}

/** A service that is being written as residents will read it; what is not written yet is empty. */
export function guideOf(service: EditedService, authority: Named): Guide {
  const definition = toDefinition(service) as unknown as EditedService; // the same parts, without what is empty
  return {
    competentAuthority: authority, whoFor: definition.whoFor, conditions: definition.conditions, steps: definition.steps, fee: definition.fee, contact: definition.contact,
    inputs: definition.inputs.map(({ id, name, how, required, when, validMonths, note }) => ({ id, name, fetched: how === 'fetched', required, when: when ?? null, validMonths, note: note ?? null })),
    channels: definition.channels.map(({ kind, note }) => ({ kind: kind.toUpperCase() as Guide['channels'][number]['kind'], note: note ?? null })), // the contract's words in capitals
    limits: { ...definition.limits, note: definition.limits.note ?? null },
    outputs: definition.outputs.map(({ id, name, validity }) => ({ id, name, validity: validity ?? null })),
    legalBasis: definition.legalBasis,
  };
}
