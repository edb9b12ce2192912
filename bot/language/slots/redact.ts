const DIGIT_OF = new Map([...'0123456789０１２３４５６７８９零一二三四五六七八九〇'].map((char, i) => [char, i === 30 ? 0 : i % 10] as const));
DIGIT_OF.set('幺', 1);
/** What may stand between the digits of one number. */
const GAP = /[\s\-.·_\u200b-\u200f\ufeff]/u;
const MOST_GAP = 3;
const MASK = '*';

/** Whether a run of digits (an X at the end of 18 counts as one) is an identity number or a telephone. */
function isPersonal(digits: string): boolean {
  return /^\d{17}[\dx]$/u.test(digits) || /^\d{15}$/u.test(digits) || /^(?:86)?1[3-9]\d{9}$/u.test(digits);
}

/**
 * Masks identity numbers (15 or 18 places) and mobile numbers in a text, also where they are written in full width or
 * Chinese digits or with blanks and dashes: every digit becomes `*`. Longer runs are masked too, for what hides in them.
 * Linear; everything else stays as it is.
 */
export function redact(text: string): string {
  const chars = [...text];
  for (let at = 0; at < chars.length; ) {
    if (!DIGIT_OF.has(chars[at] ?? '')) {
      at += 1;
      continue;
    }
    const places: number[] = [];
    let digits = '';
    let gap = 0;
    let i = at;
    for (; i < chars.length && gap <= MOST_GAP; i += 1) {
      const char = chars[i] ?? '';
      const digit = DIGIT_OF.get(char);
      if (digit !== undefined) digits += String(digit);
      else if (/[xXｘＸ]/u.test(char) && digits.length === 17) digits += 'x';
      else if (GAP.test(char)) {
        gap += 1;
        continue;
      } else break;
      gap = 0;
      places.push(i);
    }
    if (isPersonal(digits) || digits.length > 18 || (digits.length > 11 && /1[3-9]\d{9}/u.test(digits) && !isCaseLike(digits))) for (const place of places) chars[place] = MASK;
    at = Math.max(i, at + 1);
  }
  return chars.join('');
}

/** A number that begins with a date of this century is a case's, not a telephone with something before it. */
function isCaseLike(digits: string): boolean {
  return /^20\d{2}(?:0[1-9]|1[0-2])/u.test(digits);
}
