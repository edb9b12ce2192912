import type { MessageTemplate } from '../contract.js';
import { faultsOf } from './rules.js';

/** All templates of the product, checked. */
export interface TemplateRegistry {
  /** Throws Error for a name that nobody registered: a fault of the program. */
  get(name: string): MessageTemplate;
  readonly all: readonly MessageTemplate[];
}

/**
 * Brings the modules' templates together.
 * @throws Error that names every fault of every template: the start fails rather than a message later
 */
export function createTemplateRegistry(templates: readonly MessageTemplate[]): TemplateRegistry {
  const byName = new Map<string, MessageTemplate>();
  const faults: string[] = [];
  for (const template of templates) {
    if (byName.has(template.name)) faults.push(`${template.name}: registered twice`);
    byName.set(template.name, template);
    faults.push(...faultsOf(template).map((fault) => `${template.name}: ${fault}`));
  }
  if (faults.length > 0) throw new Error(`message templates:\n${faults.join('\n')}`);
  return {
    all: [...byName.values()],
    get(name) {
      const template = byName.get(name);
      if (!template) throw new Error(`no message template is named ${name}`);
      return template;
    },
  };
}
