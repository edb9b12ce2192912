import { describe, expect, it } from '@jest/globals';
import type { MessageTemplate } from '../contract.js';
import { TEST_TEMPLATES } from '../testing.js';
import { createTemplateRegistry } from './registry.js';
import { faultsOf, LONGEST_PARAM, render } from './rules.js';

const base: MessageTemplate = {
  name: 'test.one', version: 1, kind: 'AFFAIRS', params: ['who'],
  title: { zh: '标题', en: 'Title' }, body: { zh: '您好，{who}', en: 'Hello {who}' },
};

describe('a template', () => {
  it('is right as the tests’ own are', () => {
    expect([...TEST_TEMPLATES, base].flatMap(faultsOf)).toEqual([]);
  });

  it.each<[string, Partial<MessageTemplate>, string]>([
    ['a placeholder that is no parameter', { body: { zh: '{who}{when}', en: '{who}' } }, 'body.zh uses {when}, which is no parameter'],
    ['a parameter that one language leaves out', { body: { zh: '{who}', en: 'Hello' } }, 'neither title.en nor body.en uses {who}'],
    ['a parameter twice', { params: ['who', 'who'] }, 'a parameter is named twice'],
    ['a parameter that reaches for the prototype', { params: ['__proto__'], body: { zh: '{__proto__}', en: '{__proto__}' } }, 'the parameter “__proto__” is not a plain word'],
    ['a tag', { title: { zh: '<b>标题</b>', en: 'Title' } }, 'title.zh has markup; templates are plain text'],
    ['an entity', { title: { zh: '标题', en: 'Title&nbsp;' } }, 'title.en has markup; templates are plain text'],
    ['a brace alone', { title: { zh: '标题{', en: 'Title' } }, 'title.zh has a brace without its partner'],
    ['an empty text', { title: { zh: ' ', en: 'Title' } }, 'title.zh is empty'],
    ['an unknown placeholder in its SMS', { sms: { zh: '{code}', en: 'x' } }, 'sms.zh uses {code}, which is no parameter'],
    ['an SMS too long', { sms: { zh: '长'.repeat(201), en: 'x' } }, 'its SMS has more than 200 characters'],
    ['an unknown placeholder in a WeChat field', { wechat: { templateId: 't', fields: { thing1: { zh: '{x}', en: 'x' } } } }, 'wechat.thing1.zh uses {x}, which is no parameter'],
    ['a bare name', { name: 'one' }, 'its name is not `module.what`'],
    ['no version', { version: 0 }, 'its version is not a whole number from 1'],
  ])('is refused with %s', (_what, change, fault) => {
    expect(faultsOf({ ...base, ...change })).toContain(fault);
  });

  it('names every fault of every template at the start, and a name taken twice', () => {
    expect(() => createTemplateRegistry([base, { ...base, version: 0 }, { ...base, name: 'test.two', params: [] }])).toThrow(
      /test\.one: registered twice\ntest\.one: its version[^]*test\.two: body\.zh uses \{who\}/,
    );
    const registry = createTemplateRegistry([base]);
    expect(registry.get('test.one')).toBe(base);
    expect(() => registry.get('constructor')).toThrow('no message template is named constructor');
  });
});

describe('a message put together', () => {
  it('has its values in both languages, in words of their own where given', () => {
    expect(render(base, { who: '王女士' }).body).toEqual({ zh: '您好，王女士', en: 'Hello 王女士' });
    expect(render(base, { who: { zh: '王女士', en: 'Ms Wang' } }).body).toEqual({ zh: '您好，王女士', en: 'Hello Ms Wang' });
  });

  it('takes exactly its parameters', () => {
    expect(() => render(base, {})).toThrow('the parameter who is missing');
    expect(() => render(base, { who: 'a', when: 'b' })).toThrow('unknown parameter when');
    expect(() => render({ ...base, params: ['toString'] }, {})).toThrow('the parameter toString is missing');
  });

  it('does not read a value for placeholders, keeps it to one line and a bounded length', () => {
    const two: MessageTemplate = { ...base, params: ['a', 'b'], body: { zh: '{a}|{b}', en: '{a}|{b}' } };
    expect(render(two, { a: '{b}', b: '$&' }).body.zh).toBe('{b}|$&');
    expect(render(two, { a: '一\r\n二\u202e三', b: ' ' }).body.zh).toBe('一 二 三|');
    const long = render(two, { a: '长'.repeat(500), b: 'x' }).body.zh;
    expect(long).toBe(`${'长'.repeat(LONGEST_PARAM - 1)}…|x`);
  });
});
