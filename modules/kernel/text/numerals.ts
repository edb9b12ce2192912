/** A number written with Chinese numerals within a text: from `start` to before `end`, in UTF-16 units. */
export interface NumeralSpan {
  start: number;
  end: number;
  /** The number in Arabic digits, without grouping. */
  digits: string;
}

const DIGITS = new Map<string, number>([
  ...[...'零一二三四五六七八九'].map((char, value): [string, number] => [char, value]),
  ...[...'〇壹贰叁肆伍陆柒捌玖'].map((char, value): [string, number] => [char, value]),
  ...[...'0123456789'].map((char, value): [string, number] => [char, value]),
  ['两', 2],
]);
const TENS = new Map([['廿', 20], ['卅', 30], ['卌', 40]]);
const UNITS = new Map([['十', 10], ['拾', 10], ['百', 100], ['佰', 100], ['千', 1000], ['仟', 1000]]);
const GROUPS = new Map([['万', 10_000], ['亿', 100_000_000]]);

/** A run that may be a number: numerals of both scripts mixed; what it means is settled by {@link valueOf}. */
const RUN = /[零〇一二三四五六七八九两壹贰叁肆伍陆柒捌玖十拾廿卅卌百佰千仟万亿0-9]+/gu;
const CHINESE = /[^0-9]/u;
const ARABIC = /^[0-9]+/u;
const FORMAL_DIGIT = /[壹贰叁肆伍陆柒捌玖]/u;
const COUNTED = /[十拾廿卅卌百佰千仟万亿]/u;

/** 二〇二六, 三二1: digit by digit, with nothing that counts. */
function positional(run: string): string | undefined {
  // A lone 零 is rather a word (零陵路) and a lone 两 a measure; formal digits alone are names (陆家嘴).
  if (run === '零' || run.includes('两') || FORMAL_DIGIT.test(run)) return undefined;
  return [...run].map((char) => DIGITS.get(char)).join('');
}

/** Reads the part below 万: up to 9999. A digit right after 百 or more, at the end, counts tenths of it: 一百二 is 120. */
function belowTenThousand(part: string, unitBefore: number): number | undefined {
  let sum = 0;
  let smallest = Infinity;
  let digit: number | undefined;
  let lastUnit = unitBefore;
  let zero = false;
  for (let rest = part; rest !== ''; ) {
    const arabic = ARABIC.exec(rest)?.[0];
    const char = arabic ?? rest.slice(0, 1);
    rest = rest.slice(char.length);
    const unit = UNITS.get(char);
    const tens = TENS.get(char);
    if (arabic !== undefined || DIGITS.has(char)) {
      const value = arabic === undefined ? DIGITS.get(char) : Number(arabic);
      if (digit !== undefined || value === undefined) return undefined;
      if (value === 0 && arabic === undefined) zero = true;
      else digit = value;
    } else if (unit !== undefined || tens !== undefined) {
      const size = unit ?? 10;
      if (size >= smallest || (digit === undefined && size !== 10)) return undefined;
      if (tens !== undefined && digit !== undefined) return undefined;
      sum += tens ?? (digit ?? 1) * size;
      smallest = size;
      lastUnit = size;
      digit = undefined;
      zero = false;
    }
  }
  if (digit === undefined) return sum;
  if (digit >= smallest) return undefined;
  return sum + (lastUnit >= 100 && !zero && digit < 10 ? (digit * lastUnit) / 10 : digit);
}

/** Reads a whole run such as 一亿三千万零五; undefined where it is no well-formed number. */
function counted(run: string): string | undefined {
  let sum = 0;
  let rest = run;
  let before = 1;
  for (const [mark, size] of [['亿', 100_000_000], ['万', 10_000]] as const) {
    const at = rest.indexOf(mark);
    if (at < 0) continue;
    const part = belowTenThousand(rest.slice(0, at), 1);
    if (part === undefined || part === 0) return undefined;
    sum += part * size;
    rest = rest.slice(at + 1);
    before = size;
  }
  if ([...rest].some((char) => GROUPS.has(char))) return undefined;
  const last = rest === '' ? 0 : belowTenThousand(rest, before);
  return last === undefined ? undefined : String(sum + last);
}

function valueOf(run: string): string | undefined {
  return COUNTED.test(run) ? counted(run) : positional(run);
}

/**
 * Finds the numbers in a text that are written in Chinese numerals, or mixed (3百, 2十4): counted ones (一百零二, 两百三,
 * 廿四, 壹佰), and digit by digit (二〇二六, 五一). Runs of Arabic digits alone are not listed. Simplified characters;
 * numerals that are part of a word are found as well (五角场), so compare with the text as written beside it.
 */
export function findNumerals(text: string): NumeralSpan[] {
  const spans: NumeralSpan[] = [];
  for (const match of text.matchAll(RUN)) {
    const run = match[0];
    if (!CHINESE.test(run)) continue;
    const digits = valueOf(run);
    if (digits !== undefined) spans.push({ start: match.index, end: match.index + run.length, digits });
  }
  return spans;
}

/** Writes the Chinese numerals of a text in digits: 二十四路 becomes 24路. See {@link findNumerals} for what counts. */
export function digitsFromNumerals(text: string): string {
  let result = '';
  let done = 0;
  for (const { start, end, digits } of findNumerals(text)) {
    result += text.slice(done, start) + digits;
    done = end;
  }
  return result + text.slice(done);
}

const CHARACTERS = '零一二三四五六七八九';
const PLACES = ['', '十', '百', '千'];
const POWERS = ['', '万', '亿', '万亿'];

function groupNumeral(group: number): string {
  let result = '';
  let gap = false;
  for (let place = 3; place >= 0; place -= 1) {
    const digit = Math.floor(group / 10 ** place) % 10;
    if (digit === 0) gap = result !== '';
    else {
      result += `${gap ? '零' : ''}${CHARACTERS.charAt(digit)}${PLACES[place] ?? ''}`;
      gap = false;
    }
  }
  return result;
}

/**
 * Writes a whole number in Chinese numerals as it is read: 24 is 二十四, 102 is 一百零二, 20_000 is 两万 written 二万.
 * @throws RangeError when it is negative, not whole, or not below 10^16
 */
export function numeralOf(value: number): string {
  if (!Number.isInteger(value) || value < 0 || value >= 1e16) throw new RangeError(`no numeral for ${value}`);
  if (value === 0) return '零';
  let result = '';
  let gap = false;
  for (let power = 3; power >= 0; power -= 1) {
    const group = Math.floor(value / 10_000 ** power) % 10_000;
    if (group === 0) gap = result !== '';
    else {
      result += `${result !== '' && (gap || group < 1000) ? '零' : ''}${groupNumeral(group)}${POWERS[power] ?? ''}`;
      gap = false;
    }
  }
  return result.replace(/^一十/u, '十');
}
