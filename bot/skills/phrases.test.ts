import { describe, expect, it } from '@jest/globals';
import path from 'node:path';
import { createLexicon, readLexiconData } from '../language/index.js';
import type { LiveLexicon } from '../language/lexicon.js';
import { normaliseUtterance } from '../language/normalise.js';
import { PhraseExpander } from '../language/phrases.js';
import type { SlotSpec } from '../language/types.js';
import { chatSkills } from './chat/index.js';
import { communitySkills } from './community/index.js';
import { educationSkills } from './education/index.js';
import { healthSkills } from './health/index.js';
import { identitySkills } from './identity/index.js';
import { outOfScope } from './out-of-scope.js';
import { tourismSkills } from './tourism/index.js';
import { transitSkills } from './transit/index.js';
import type { Skill } from './types.js';

/** Every intent and the slots that its family may have: ids and names are fixed. */
const FAMILIES: Readonly<Record<string, readonly [intents: string, slots: string, skills: readonly Skill[]]>> = {
  transit: ['arrivals route_info nearby_stops trip_plan alerts', 'route stop direction place from to', transitSkills],
  health: ['record immunisation appointment follow_up family_doctor facility', 'person vaccine hospital department date', healthSkills],
  education: ['enrolment catchment timetable homework grades resources teacher_credits', 'school address child date subject grade', educationSkills],
  tourism: ['attraction crowd ticket recommend event', 'attraction count date audience place', tourismSkills],
  community: ['guide progress queue report report_status volunteer convenience centre', 'affair case_number centre date category place service', communitySkills],
  identity: ['account delegation access_log', '', identitySkills],
  chat: ['greet thanks help human cancel', '', chatSkills],
};
/** Alive in families of which others are not open yet. */
const ALIVE = new Set(['community.guide', 'community.progress', 'community.queue']);
const NOT_OPEN = [...healthSkills, ...educationSkills, ...tourismSkills, ...communitySkills].filter(({ intent }) => !ALIVE.has(intent));

const key = (text: string): string => normaliseUtterance(text).text.replace(/[\s\p{P}]+/gu, '') || text;

/** A lexicon as a running district has it: what `data/lexicon` holds, and names of transit and of affairs. */
function lexicon(): LiveLexicon {
  const made = createLexicon() as LiveLexicon; // the only class that the factory makes; the expander needs its masks
  made.set('data', readLexiconData(path.resolve('data/lexicon')));
  made.set('transit', [{ kind: 'route', name: '云间24路', aliases: ['24路'] }, { kind: 'stop', name: '方塔园' }, { kind: 'place', name: '泗泾' }]);
  made.set('affairs', [{ kind: 'affair', name: '社保卡补办', aliases: ['社保卡'] }, { kind: 'affair', name: '养犬登记', aliases: ['狗证'] }]);
  return made;
}

describe('the phrases of the skills', () => {
  it.each(Object.entries(FAMILIES))('has every intent of %s once, with slots of fixed names', (family, [intents, slots, skills]) => {
    expect(skills.map(({ intent }) => intent).sort()).toEqual(intents.split(' ').map((name) => `${family}.${name}`).sort());
    const names = new Set(slots.split(' '));
    // Skills that are alive may keep further slots for their own questions.
    if (skills.some((skill) => NOT_OPEN.includes(skill))) expect(skills.flatMap((skill) => skill.slots.filter(({ inner }) => !inner).map(({ name }) => name)).filter((name) => !names.has(name))).toEqual([]);
  });

  it('keeps the names of inner slots apart from those that are told: a name that is inner once is never told', () => {
    const all = Object.values(FAMILIES).flatMap(([, , skills]) => skills).flatMap(({ slots }) => slots);
    const told = new Set(all.filter(({ inner }) => !inner).map(({ name }) => name));
    expect(all.filter(({ name, inner }) => inner && told.has(name)).map(({ name }) => name)).toEqual([]);
  });

  it('has at least sixty different phrases for each intent that is not open yet', () => {
    expect(NOT_OPEN.filter(({ phrases }) => new Set(phrases.map(key)).size < 60).map(({ intent, phrases }) => [intent, phrases.length])).toEqual([]);
  });

  it('can read every phrase, and draws values for every kind', () => {
    const expander = new PhraseExpander(lexicon(), 1);
    const expand = (phrase: string, slots: readonly SlotSpec[]): string | null => {
      try {
        return expander.expand(phrase, slots).length > 0 ? null : phrase;
      } catch (error) {
        return `${phrase}: ${String(error)}`;
      }
    };
    const unread = Object.values(FAMILIES).flatMap(([, , skills]) => skills).flatMap(({ phrases, slots }) => phrases.map((phrase) => expand(phrase, slots)));
    expect(unread.filter(Boolean)).toEqual([]);
  });

  it('marks slots with kinds that exist: a group right after a slot would be read as its kind', () => {
    const kinds = new Set(Object.values(FAMILIES).flatMap(([, , skills]) => skills).flatMap(({ slots }) => slots.flatMap((slot) => [slot.name, ...slot.kinds])));
    const marked = Object.values(FAMILIES).flatMap(([, , skills]) => skills).flatMap(({ phrases }) => phrases.flatMap((phrase) => [...phrase.matchAll(/(?<!\\)\]\(([^)]*)\)/gu)].map(([, kind]) => ({ phrase, kind }))));
    expect(marked.filter(({ kind }) => !kinds.has(kind ?? ''))).toEqual([]);
  });

  it('gives no phrase to two intents, and none of what is out of scope to any', () => {
    const owner = new Map<string, string>(outOfScope.map((text) => [key(text), 'oos']));
    const twice = Object.values(FAMILIES).flatMap(([, , skills]) => skills).flatMap(({ intent, phrases }) => phrases.flatMap((phrase) => {
      const other = owner.get(key(phrase));
      owner.set(key(phrase), intent);
      return other === undefined || other === intent ? [] : [`${phrase}: ${other}, ${intent}`];
    }));
    expect(twice).toEqual([]);
  });

  it('has many different things that are out of scope', () => {
    expect(new Set(outOfScope.map(key)).size).toBeGreaterThanOrEqual(350);
  });
});

describe('a skill that is not open yet', () => {
  it.each(NOT_OPEN.map((skill) => [skill.intent, skill] as const))('%s says so, names itself and offers a person', async (_intent, skill) => {
    const unused = (): never => {
      throw new Error('nothing is asked of the contract');
    };
    const answer = await skill.answer({
      text: '', slots: {}, mentions: [], now: 0, position: null, speaker: { signedIn: false, sensitive: false, actingFor: null }, confirmed: false, key: unused, execute: unused,
    });
    expect(answer).toMatchObject({ kind: 'said', chips: expect.arrayContaining([expect.objectContaining({ action: 'SAY', value: '转人工' })]) });
    // 我的预约 alone may mean a centre's, which are open.
    expect(answer.kind === 'said' && (answer.chips ?? []).some(({ value }) => value === '/queue')).toBe(skill.intent === 'health.appointment');
    expect(answer.kind === 'said' ? answer.text : '').toContain(skill.title);
    expect(answer.kind === 'said' ? answer.text : '').toContain('还没有');
    expect(skill.slots.filter(({ required }) => required)).toEqual([]);
    expect(skill.slots.filter(({ label, question }) => !label || !question)).toEqual([]);
  });
});
