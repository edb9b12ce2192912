import type { Condition, FormValues } from '../../../rules/condition.js';

/** The same words in Chinese and English. */
export interface Words {
  readonly zh: string;
  readonly en: string;
}

/** How a field is shown and filled; stands beside its JSON Schema under the keyword `ui`. */
export interface FieldHint {
  /** The English title; the Chinese one is the schema's `title`. */
  readonly en: string;
  readonly widget?: 'text' | 'textarea' | 'number' | 'money' | 'date' | 'choice' | 'choices' | 'yes-no' | 'address' | 'phone' | 'identifier' | 'people';
  /** The fact that fills it (profile/facts.ts); what is known is never asked again. */
  readonly fill?: string;
  /** Offered from a list of facts about people, such as the family: chosen, not written. */
  readonly pick?: { readonly from: 'family.members'; readonly take: 'name' | 'identifier' };
  /** Asked only where this holds. */
  readonly show?: Condition;
  readonly help?: Words;
  /** What the values of an `enum` are called. */
  readonly options?: Readonly<Record<string, Words>>;
}

/** The part of JSON Schema 2020-12 that forms are written in. */
export interface FieldSchema {
  readonly type: 'string' | 'number' | 'integer' | 'boolean' | 'array' | 'object';
  readonly title?: string;
  readonly enum?: readonly (string | number)[];
  readonly const?: string | number | boolean;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly pattern?: string;
  readonly format?: 'date' | 'mobile' | 'resident-id' | 'credit-code';
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly items?: FieldSchema;
  readonly properties?: Readonly<Record<string, FieldSchema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: false;
  readonly ui?: FieldHint;
}

/** A form: a schema of an object, and in which steps its fields are asked. */
export interface FormDefinition {
  readonly schema: FieldSchema & { readonly type: 'object'; readonly properties: Readonly<Record<string, FieldSchema>> };
  readonly steps: readonly { readonly id: string; readonly title: Words; readonly fields: readonly string[] }[];
}

/** A fault in what was filled in: where, and what to do about it. */
export interface FieldFault {
  /** Parts joined by dots, list entries by their index: `family.0.name`. */
  readonly path: string;
  readonly message: Words;
}

export type { Condition, FormValues };
