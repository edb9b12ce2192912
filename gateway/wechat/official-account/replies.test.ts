import { describe, expect, it } from '@jest/globals';
import type { CardEntity, ChipEntity } from '../../../bot/contract.js';
import { LONGEST_BYTES, renderTurn } from './replies.js';
import { sayChip, turnOf } from './testing.js';

const ORIGIN = 'https://yunjian.example';
const render = (over: Parameters<typeof turnOf>[0]) => renderTurn(turnOf(over), ORIGIN);
const open = (label: string, value: string): ChipEntity => ({ label, action: 'OPEN', value });
const list = (link: string | null, items: Extract<CardEntity, { __typename: 'ListCard' }>['items']): CardEntity => ({ __typename: 'ListCard', title: '材料', items, link });

describe('an answer as text', () => {
  it('holds words, items, links and numbers', () => {
    const { texts, options } = render({
      notice: '正在为 王小宝 办理', text: '要这些材料：',
      cards: [list('/me/inbox', [{ title: '身份证', detail: '原件', link: null }, { title: '说明', detail: null, link: '/guides/1?a=b c' }])],
      chips: [sayChip('继续', '好的'), open('看站牌', '/transit/stops/a%3Ab'), { label: '打电话', action: 'CALL', value: '12345' }, sayChip('算了')],
    });
    expect(texts).toEqual([[
      '【正在为 王小宝 办理】', '', '要这些材料：', '', '材料', '· 身份证　原件', '· <a href="https://yunjian.example/guides/1?a=b%20c">说明</a>', '<a href="https://yunjian.example/me/inbox">查看全部</a>', '',
      '<a href="https://yunjian.example/transit/stops/a%3Ab">看站牌</a>', '打电话：12345', '回复数字：', '1 继续', '2 算了',
    ].join('\n')]);
    expect(options).toEqual(['好的', '算了']);
  });

  it('shows forms, places and emergency numbers that the words leave out', () => {
    const cards: CardEntity[] = [
      { __typename: 'FormCard', title: '报修', fields: [{ label: '地址', value: '文诚路 1 号' }, { label: '照片', value: null }] },
      { __typename: 'MapCard', title: '附近', places: [{ name: '岳阳站', position: { lat: 31, lon: 121, datum: 'WGS84' }, link: '/transit/stops/1' }, { name: '南门', position: { lat: 31, lon: 121, datum: 'WGS84' }, link: null }] },
      { __typename: 'EmergencyCard', title: '着火', numbers: [{ name: '火警', number: '119' }, { name: '急救', number: '120' }] },
      { __typename: 'BoardCard', stopId: 's', stopName: '岳阳站', routeId: null, rows: [] },
    ];
    expect(render({ text: '请打 119。南门就在旁边。', cards }).texts).toEqual(['请打 119。南门就在旁边。\n\n报修\n地址：文诚路 1 号\n照片：—\n\n· <a href="https://yunjian.example/transit/stops/1">岳阳站</a>\n\n急救 120']);
  });

  it('makes no links of others’ words, and of addresses only what a browser opens', () => {
    const { texts } = render({ text: '没有找到“<a href="https://evil.example">点我</a>”', chips: [open('坏', 'javascript:alert(1)'), open('好"><a href="x', 'https://gov.example/"><b>'), open('长', `/a?${'x'.repeat(2_000)}`)] });
    expect(texts).toEqual(['没有找到“＜a href="https://evil.example">点我＜/a>”\n\n坏\n<a href="https://gov.example/%22%3E%3Cb%3E">好">＜a href="x</a>\n长']);
  });

  it('is cut into texts that WeChat takes, between lines, never in a link or a character', () => {
    const links = Array.from({ length: 60 }, (_, index) => open(`链接${index}`, `/p/${index}`));
    const many = render({ text: '开头', chips: links }).texts;
    expect(many.length).toBeGreaterThan(1);
    expect(many.flatMap((text) => text.split('\n').filter((line) => line.includes('<a'))).every((line) => /^<a href="[^"]+">链接\d+<\/a>$/.test(line))).toBe(true);
    const faces = render({ text: '😀'.repeat(1_500) }).texts;
    expect([faces.join(''), Math.max(...[...many, ...faces].map((text) => Buffer.byteLength(text))) <= LONGEST_BYTES]).toEqual(['😀'.repeat(1_500), true]);
    expect(render({ text: '' }).texts).toEqual([]);
  });

  it('sends whoever needs a second factor to the pages', () => {
    const { texts, options } = render({ text: '请再验证一次身份。', chips: [{ label: '验证身份', action: 'STEP_UP', value: null }] });
    expect([texts, options]).toEqual([['请再验证一次身份。\n\n<a href="https://yunjian.example/assistant">到网页验证身份并继续</a>'], []]);
  });
});

describe('health', () => {
  const secret = '乙肝疫苗第三针，血压 150/95';
  it.each([
    ['its intents', { intent: 'health.immunisation', text: secret }],
    ['questions of its forms', { intent: 'health.record', text: secret, asks: 'person', chips: [sayChip(secret)] }],
    ['cards that lead there', { intent: 'chat.help', text: secret, cards: [list(null, [{ title: secret, detail: secret, link: '/health/records/1' }])] }],
    ['a list of it', { intent: null, text: secret, cards: [list('/health', [{ title: secret, detail: null, link: null }])] }],
    ['chips that lead there', { intent: null, text: secret, chips: [open(secret, '/health/appointments')] }],
  ])('is a link and never words: %s', (_name, over) => {
    const { texts, options } = render(over);
    expect(texts).toEqual([expect.stringContaining('<a href="https://yunjian.example/assistant">')]);
    expect(JSON.stringify([texts, options])).not.toMatch(/乙肝|150/);
  });

  it('that is everybody’s is said', () => {
    expect(render({ intent: 'health.facility', text: '中心医院 8:00 开门', chips: [open('地图', '/health/facilities/1')] }).texts[0]).toContain('8:00');
  });
});
