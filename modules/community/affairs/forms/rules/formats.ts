const WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2] as const;
const CHECKS = '10X98765432';

/** Whether a text is a day, `YYYY-MM-DD`. */
function isDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const at = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(text);
}

/** Whether a text is a mobile number of the mainland. */
const isMobile = (text: string): boolean => /^1[3-9]\d{9}$/.test(text);

/** Whether a text is an identity number of 18 with a right check digit (GB 11643, ISO 7064 MOD 11-2). */
function isResidentId(text: string): boolean {
  if (!/^\d{17}[\dX]$/.test(text) || !isDay(`${text.slice(6, 10)}-${text.slice(10, 12)}-${text.slice(12, 14)}`)) return false;
  const sum = WEIGHTS.reduce((total, weight, index) => total + weight * Number(text[index]), 0);
  return CHECKS.charAt(sum % 11) === text.charAt(17);
}

/** Whether a text has the shape of a 统一社会信用代码 (GB 32100): 18 digits or letters without I, O, S, V, Z. */
const isCreditCode = (text: string): boolean => /^[0-9A-HJ-NPQRTUWXY]{2}\d{6}[0-9A-HJ-NPQRTUWXY]{10}$/.test(text);

/** The formats that forms know, by name. */
export const FORMATS: Readonly<Record<string, (text: string) => boolean>> = { date: isDay, mobile: isMobile, 'resident-id': isResidentId, 'credit-code': isCreditCode };
