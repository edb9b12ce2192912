import { readdirSync, readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { quoted } from '../dialogue/said.js';
import { Passages, type Passage } from '../language/faq/passages.js';
import { allSkills } from '../skills/index.js';

const text = (path: string): string => readFileSync(new URL(path, import.meta.url), 'utf8');
const folder = new URL('../../data/faq/', import.meta.url);
const published = readdirSync(folder).filter((file) => file.endsWith('.json')).flatMap((file) => JSON.parse(text(`../../data/faq/${file}`)) as Passage[]); // the assistant's own reader checks each field when it starts
const questions = text('data/faq-questions.tsv').trimEnd().split('\n').filter((row) => !row.startsWith('#')).map((row) => row.split('\t')).map(([id = '', question = '']) => ({ id, question }));
const passages = new Passages();
const strangers = text('data/out-of-scope.tsv').trimEnd().split('\n').filter((row) => !row.startsWith('#')).map((row) => row.split('\t')[1] ?? '');

beforeAll(() => published.forEach((passage) => passages.put(passage)));

describe('data/faq', () => {
  it('has sixty passages at least, each once, of intents that exist', () => {
    const intents = new Set(allSkills.map(({ intent }) => intent));
    expect(published.length).toBeGreaterThanOrEqual(60);
    expect(new Set(published.map(({ id }) => id)).size).toBe(published.length);
    expect(published.filter((passage) => passage.intents.some((intent) => !intents.has(intent))).map(({ id }) => id)).toEqual([]);
  });

  it('links to public sites, or to pages that the app has', () => {
    const routes = text('../../web-h5/src/router.ts');
    const own = published.filter(({ url }) => url.startsWith('/'));
    expect(own.length).toBeGreaterThan(5);
    expect(own.filter(({ url }) => !routes.includes(`path: '${url}'`)).map(({ url }) => url)).toEqual([]);
    expect(published.filter(({ url }) => !url.startsWith('/') && !/^https:\/\/(?:[a-z0-9-]+\.)+(?:gov\.cn|smartedu\.cn)\/$/u.test(url)).map(({ url }) => url)).toEqual([]);
  });

  it('has one question for every passage', () => {
    expect(questions.map(({ id }) => id).sort()).toEqual(published.map(({ id }) => id).sort());
  });

  it.each(questions)('answers “$question”', ({ id, question }) => {
    const passage = published.find((each) => each.id === id);
    expect(passages.find(question)[0]?.passage.id).toBe(id);
    // And among what its likely intents may be answered by.
    for (const intent of passage?.intents ?? []) expect(passages.find(question, [intent])[0]?.passage.id).toBe(id);
  });

  it('quotes the passage as published, with its source, date and link', () => {
    const [hit] = passages.find('离婚冷静期是多少天');
    if (!hit) throw new Error('no passage of it');
    const said = quoted({ ...hit.passage, link: hit.passage.url });
    expect(said.text).toContain(hit.passage.text);
    expect(said.text).toContain('《民法典》第一千零七十七条');
    expect(said.text).toContain('2021-01-01');
    expect(said.chips[0]).toEqual({ label: '查看原文', action: 'OPEN', value: 'https://flk.npc.gov.cn/' });
  });

  it.each(['今天天气怎么样', '明天下雨吗', '茅台股票还能买吗', '红烧肉怎么做', '火车票怎么退', '讲个笑话', '快递到哪了', '话费余额', '上海地铁几点停', '你喜欢我吗'])('has nothing to say to “%s”', (question) => {
    expect(passages.find(question)).toEqual([]);
  });

  it('keeps silent on nearly everything that is out of scope', () => {
    const answered = strangers.filter((question) => passages.find(question).length > 0);
    expect(answered.length / strangers.length).toBeLessThan(0.03);
  });
});
