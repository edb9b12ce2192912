import type { CardEntity, ChipEntity, TurnEntity } from '../../../bot/contract.js';

/** An answer as WeChat's plain texts. */
export interface Rendered {
  readonly texts: readonly string[];
  /** What the numbers stand for, the first for 1. */
  readonly options: readonly string[];
  /** Whether it asks where the user is. */
  readonly locating: boolean;
}

/** The most that WeChat takes as one text, in bytes of UTF-8. */
export const LONGEST_BYTES = 2048;
const MOST_ITEMS = 10;
const LONGEST_ADDRESS = 1_000;
/** The page on which the assistant is talked to, and on which a WeChat user is bound to an account. */
export const CHAT_PAGE = '/assistant';
const SIGN_IN_PAGE = `/sign-in?returnTo=${encodeURIComponent(CHAT_PAGE)}`;
/** Said when one comes back from there: whatever waited is answered. */
const BACK_AGAIN = '登录好了';
/** Health that is everybody's: where a hospital is, and when it is open. */
const PUBLIC_HEALTH: readonly string[] = ['health.facility'];

/**
 * Renders an answer: words, list items, links as `<a>`, numbers for what can be said next. Health is a link into the pages and
 * never words: a chat lies open on the phone, in WeChat's own history, and proves no second factor.
 */
export function renderTurn(turn: TurnEntity, publicOrigin: string): Rendered {
  if (isHealth(turn)) return { texts: [`健康方面的内容只在网页里查看和办理，不在聊天里显示：${anchor(CHAT_PAGE, '打开网页继续', publicOrigin)}`], options: [], locating: false };
  const { lines, options } = chipLines(turn.chips, publicOrigin);
  const parts = [turn.notice === null ? '' : `【${plain(turn.notice)}】`, plain(turn.text), ...turn.cards.map((card) => cardLines(card, turn.text, publicOrigin)), lines];
  return { texts: split(parts.filter(Boolean).join('\n\n')), options, locating: turn.chips.some(({ action }) => action === 'LOCATE') };
}

/** What binds a user to an account, for those who are not bound yet. */
export function bindingLine(publicOrigin: string): string {
  return `看自己的事项，要先${anchor(SIGN_IN_PAGE, '绑定账号', publicOrigin)}。`;
}

/** Words of others without anything that WeChat would take for a link. */
function plain(text: string): string {
  return text.replaceAll('<', '＜').trim();
}

function isHealth({ intent, cards, chips }: TurnEntity): boolean {
  if (intent?.startsWith('health.') && !PUBLIC_HEALTH.includes(intent)) return true;
  const links = [...cards.flatMap(linksOf), ...chips.map(({ action, value }) => (action === 'OPEN' ? value : null))];
  return links.some((link) => link !== null && /^\/health(?:\/|$)/.test(link) && !link.startsWith('/health/facilities'));
}

function linksOf(card: CardEntity): readonly (string | null)[] {
  if (card.__typename === 'ListCard') return [card.link, ...card.items.map(({ link }) => link)];
  return card.__typename === 'MapCard' ? card.places.map(({ link }) => link) : [];
}

function cardLines(card: CardEntity, text: string, publicOrigin: string): string {
  switch (card.__typename) {
    case 'BoardCard':
      // The words say every line's next bus already; what a board adds is that it follows them.
      return '';
    case 'ListCard': {
      const items = card.items.slice(0, MOST_ITEMS).map(({ title, detail, link }) => `· ${linked(title, link, publicOrigin)}${detail ? `　${plain(detail)}` : ''}`);
      return [plain(card.title), ...items, ...(card.link ? [anchor(card.link, '查看全部', publicOrigin)] : [])].join('\n');
    }
    case 'MapCard':
      return card.places.filter(({ name, link }) => link !== null || !text.includes(name)).slice(0, MOST_ITEMS).map(({ name, link }) => `· ${linked(name, link, publicOrigin)}`).join('\n');
    case 'FormCard':
      return [plain(card.title), ...card.fields.map(({ label, value }) => `${plain(label)}：${plain(value ?? '—')}`)].join('\n');
    case 'EmergencyCard':
      return card.numbers.filter(({ number }) => !text.includes(number)).map(({ name, number }) => `${plain(name)} ${number}`).join('\n');
  }
}

function chipLines(chips: readonly ChipEntity[], publicOrigin: string): { readonly lines: string; readonly options: readonly string[] } {
  const options: string[] = [];
  const numbered: string[] = [];
  const others: string[] = [];
  const say = (label: string, value: string): void => void numbered.push(`${options.push(value)} ${plain(label)}`);
  for (const { label, action, value } of chips) {
    if (action === 'SAY') say(label, value ?? label);
    else if (action === 'OPEN' && value !== null) others.push(linked(label, value, publicOrigin));
    else if (action === 'CALL' && value !== null) others.push(`${plain(label)}：${plain(value)}`);
    else if (action === 'STEP_UP') others.push(anchor(CHAT_PAGE, '到网页验证身份并继续', publicOrigin));
    else if (action === 'LOCATE') others.push('也可以点“＋”，把“位置”发给我。');
    else if (action === 'SIGN_IN') {
      others.push(`${anchor(SIGN_IN_PAGE, '登录并绑定账号', publicOrigin)}，好了再回来。`);
      say('我登录好了，继续', BACK_AGAIN);
    }
  }
  return { lines: [...others, ...(numbered.length > 0 ? ['回复数字：', ...numbered] : [])].join('\n'), options };
}

function linked(label: string, link: string | null, publicOrigin: string): string {
  return link === null ? plain(label) : anchor(link, label, publicOrigin);
}

/** A link to a page of ours or an address of the web; its words alone where it is neither, or too long for a text. */
function anchor(link: string, label: string, publicOrigin: string): string {
  const url = URL.canParse(link, publicOrigin) ? new URL(link, publicOrigin) : null;
  return url && /^https?:$/.test(url.protocol) && url.href.length <= LONGEST_ADDRESS ? `<a href="${url.href}">${plain(label)}</a>` : plain(label);
}

/** Cuts a text where WeChat's bound is: between lines if it can be, never within a link or a character. */
function split(text: string): string[] {
  const texts: string[] = [];
  let current = '';
  const add = (piece: string): void => {
    if (Buffer.byteLength(current) + Buffer.byteLength(piece) > LONGEST_BYTES) {
      if (current.trim() !== '') texts.push(current.trim());
      current = '';
    }
    current += piece;
  };
  for (const line of text.split(/(?<=\n)/)) {
    if (Buffer.byteLength(line) <= LONGEST_BYTES) add(line);
    else for (const [unit] of line.matchAll(/<a href="[^"]*">[^<]*<\/a>|[^]/gu)) add(unit);
  }
  return current.trim() === '' ? texts : [...texts, current.trim()];
}
