import type { AuditRecord } from '../../kernel/audit/types.js';
import type { BilingualText } from '../../kernel/identifiers.js';
import type { Phrases } from './phrases.js';

/** What was done, in plain words, with how it ended and to whom data was given; not where that one did it itself. */
export function whatOf({ action, outcome, disclosedTo, site }: Pick<AuditRecord, 'action' | 'outcome' | 'disclosedTo'> & Partial<Pick<AuditRecord, 'site'>>, phrases: Phrases, recipients: ReadonlyMap<string, BilingualText> = new Map()): BilingualText {
  const deed = Object.hasOwn(phrases, action) ? phrases[action] : undefined;
  const plain = deed ?? { zh: `办理了一项业务（${action}）`, en: `did something (${action})` };
  if (outcome === 'denied') return { zh: `被拒绝：未能完成“${plain.zh}”`, en: `was refused: “${plain.en}” did not happen` };
  if (outcome === 'failed') return { zh: `未成功：未能完成“${plain.zh}”`, en: `failed: “${plain.en}” did not happen` };
  if (disclosedTo === null || disclosedTo === site) return plain;
  const recipient = recipients.get(disclosedTo) ?? { zh: disclosedTo, en: disclosedTo };
  return { zh: `${plain.zh}，并提供给${recipient.zh}`, en: `${plain.en}, and gave it to ${recipient.en}` };
}

/** Why: by the list, with what somebody wrote about it himself. */
export function purposeOf(purpose: string, phrases: Phrases, written: string | null = null): BilingualText {
  const { zh, en } = (Object.hasOwn(phrases, purpose) ? phrases[purpose] : undefined) ?? { zh: purpose, en: purpose };
  return written === null ? { zh, en } : { zh: `${zh}：${written}`, en: `${en}: ${written}` };
}

/** Whether it was done by emergency access. */
export function isEmergency({ purpose, action, details }: Pick<AuditRecord, 'purpose' | 'action' | 'details'>): boolean {
  return purpose === 'emergency' || action === 'identity.emergency.open' || details.emergency === true;
}

/** A stranger's name, as much as is needed to ask after it: 王*, 欧**. */
export function maskedName(name: string): string {
  const [first = '', ...rest] = [...name];
  return first + '*'.repeat(Math.max(1, Math.min(rest.length, 4)));
}
