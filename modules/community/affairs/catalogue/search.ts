import MiniSearch from 'minisearch';
import { initialsOf, normaliseName, pinyinOf, editDistance } from '../../../kernel/text/index.js';
import type { LifeEvent } from './definition.js';
import type { PublishedVersion } from './types.js';

/** Words in which a question is put and which say nothing of what is wanted. */
const FILLERS = /请问|我想要?|想要?|怎么样?|如何|哪里|在哪|可以|需要|什么|办理|手续|流程|材料|一下|一个|能不能|要不要|帮我|给我|[我你的了吗呢吧啊要办给去和在是]/gu;
const HAN = /\p{Script=Han}/u;
const HAN_CHARACTERS = /\p{Script=Han}/gu;

interface Indexed {
  readonly id: string;
  readonly name: string;
  readonly aliases: string;
  readonly keywords: string;
  readonly text: string;
}

/** Finds services by everyday words: names, other names and what people say instead, in characters or pinyin, with slips of the hand. */
export class ServiceSearch {
  readonly #index: MiniSearch<Indexed>;
  readonly #services: ReadonlyMap<string, PublishedVersion>;
  /** Pinyin of every name a service has. */
  readonly #spoken: readonly { readonly id: string; readonly pinyin: string; readonly initials: string }[];

  constructor(services: readonly PublishedVersion[], lifeEvents: readonly LifeEvent[]) {
    this.#services = new Map(services.map((service) => [service.definition.id, service]));
    this.#index = new MiniSearch<Indexed>({
      fields: ['name', 'aliases', 'keywords', 'text'],
      tokenize: piecesAndCharacters,
      processTerm: (term) => term,
      searchOptions: { tokenize: pieces, boost: { name: 4, aliases: 4, keywords: 3, text: 0.5 }, combineWith: 'OR', prefix: (term) => !HAN.test(term) && term.length > 2, fuzzy: (term) => (!HAN.test(term) && term.length > 4 ? 0.2 : false) },
    });
    this.#index.addAll(services.map(({ definition }) => {
      const events = lifeEvents.filter(({ id }) => definition.lifeEvents.includes(id)).flatMap(({ name, words }) => [name.zh, ...words]);
      return {
        id: definition.id, name: `${definition.name.zh} ${definition.name.en}`, aliases: definition.aliases.join(' '), keywords: [...definition.keywords, ...events].join(' '),
        text: [definition.summary.zh, definition.summary.en, definition.whoFor.zh, ...definition.outputs.map(({ name }) => name.zh)].join(' '),
      };
    }));
    this.#spoken = services.flatMap(({ definition: { id, name, aliases } }) => [name.zh, ...aliases].map((each) => ({ id, pinyin: pinyinOf(each).replaceAll(' ', ''), initials: initialsOf(each) })));
  }

  /** The services that a text means, the likeliest first; none where nothing speaks of it. */
  find(text: string, limit = 10): PublishedVersion[] {
    const bare = normaliseName(text);
    const asked = bare.replace(FILLERS, '') || bare;
    const scores = new Map<string, number>();
    for (const { id, score } of this.#index.search(asked)) scores.set(String(id), score);
    const best = Math.max(1, ...scores.values());
    for (const [id, closeness] of this.#soundingLike(asked)) scores.set(id, (scores.get(id) ?? 0) + closeness * best);
    return [...scores].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1)).flatMap(([id, score]) => (score >= best * 0.15 ? this.#services.get(id) ?? [] : [])).slice(0, limit);
  }

  /** How like a name it sounds, 0 to 1: 居主证 is 居住证, jzz too. */
  #soundingLike(asked: string): Map<string, number> {
    const found = new Map<string, number>();
    const han = HAN.test(asked);
    const sound = han ? pinyinOf(asked).replaceAll(' ', '') : asked.replace(/[^a-z]/gu, '');
    if (sound.length < 3) return found;
    for (const { id, pinyin, initials } of this.#spoken) {
      const closeness = Math.max(likeness(sound, pinyin), !han && sound === initials ? 0.9 : 0);
      if (closeness > (found.get(id) ?? 0)) found.set(id, closeness);
    }
    return found;
  }
}

function likeness(sound: string, pinyin: string): number {
  if (pinyin.length < 4) return 0;
  if (sound === pinyin) return 1;
  if (pinyin.length >= 6 && sound.includes(pinyin)) return 0.8;
  const allowed = Math.floor(Math.min(sound.length, pinyin.length) / 6);
  return allowed > 0 && Math.abs(sound.length - pinyin.length) <= allowed && editDistance(sound, pinyin, allowed) <= allowed ? 0.7 : 0;
}

/** What is found by pieces, and by one character (狗) where no more is asked for. */
const piecesAndCharacters = (text: string): string[] => [...pieces(text), ...new Set(normaliseName(text).match(HAN_CHARACTERS))];

/** Chinese in pairs of characters, which need no dictionary; a single one as it is; other words whole. */
function pieces(text: string): string[] {
  return normaliseName(text).split(/\s+/u).flatMap((word) => word.split(/(?<=\p{Script=Han})(?=[^\p{Script=Han}])|(?<=[^\p{Script=Han}])(?=\p{Script=Han})/u)).flatMap((part) => {
    if (!HAN.test(part)) return part === '' ? [] : [part];
    const chars = [...part];
    return chars.length < 2 ? chars : chars.slice(1).map((char, index) => `${chars[index] ?? ''}${char}`);
  });
}
