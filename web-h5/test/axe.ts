import { AxeBuilder } from '@axe-core/playwright';
import type { Visit } from './visit.js';

/** The rules of WCAG that every page keeps, as axe names them. */
const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

/** What axe finds wrong with a page, one line each. */
export async function axeFaults({ page }: Pick<Visit, 'page'>): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).withTags(TAGS).setLegacyMode(true).analyze();
  return violations.flatMap((violation) => violation.nodes.map((node) => `${violation.id}: ${node.html} ${node.failureSummary ?? ''}`));
}
