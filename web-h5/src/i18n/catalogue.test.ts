import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import type { MessageContext } from 'vue-i18n';
import { accountEn } from './account-en.js';
import { accountZhCn } from './account-zh-cn.js';
import { affairsEn } from './affairs-en.js';
import { affairsZhCn } from './affairs-zh-cn.js';
import { assistantEn } from './assistant-en.js';
import { assistantZhCn } from './assistant-zh-cn.js';
import { deskEn } from './desk-en.js';
import { deskZhCn } from './desk-zh-cn.js';
import { editorEn } from './editor-en.js';
import { editorZhCn } from './editor-zh-cn.js';
import { en } from './en.js';
import { toMessages, type Texts } from './messages.js';
import { queueEn } from './queue-en.js';
import { queueZhCn } from './queue-zh-cn.js';
import { zhCn } from './zh-cn.js';

function flatten(texts: Texts, prefix = ''): Map<string, string> {
  const flat = new Map<string, string>();
  for (const [key, value] of Object.entries(texts)) {
    if (typeof value === 'string') flat.set(prefix + key, value);
    else if (Array.isArray(value)) flat.set(prefix + key, value.join('\n'));
    else for (const entry of flatten(value as Texts, `${prefix}${key}.`)) flat.set(...entry); // neither text nor list: a group
  }
  return flat;
}
const names = (text: string): string[] => [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name ?? '').sort();
const chinese = flatten({ ...zhCn, ...accountZhCn, ...assistantZhCn, ...affairsZhCn, ...deskZhCn, ...editorZhCn, ...queueZhCn });
const english = flatten({ ...en, ...accountEn, ...assistantEn, ...affairsEn, ...deskEn, ...editorEn, ...queueEn });

describe('the catalogue', () => {
  it('says everything in both languages, filling in the same things', () => {
    expect([...english.keys()]).toEqual([...chinese.keys()]);
    const unlike = [...chinese].filter(([key, text]) => JSON.stringify(names(text)) !== JSON.stringify(names(english.get(key) ?? '')));
    expect(unlike).toEqual([]);
    expect([...chinese].filter(([key, text]) => text === '' || english.get(key) === '')).toEqual([]);
  });

  it('has each group in one of its parts alone: parts that are loaded later must not talk over each other', () => {
    const groups = [zhCn, accountZhCn, assistantZhCn, affairsZhCn, deskZhCn, editorZhCn, queueZhCn].flatMap((part) => Object.keys(part));
    expect(groups.filter((group, index) => groups.indexOf(group) !== index)).toEqual([]);
  });

  it('has every sentence that the pages name', () => {
    const source = path.resolve(import.meta.dirname, '..');
    const files = readdirSync(source, { recursive: true, encoding: 'utf8' }).filter((name) => /\.(vue|ts)$/.test(name) && !/test|__generated__|i18n/.test(name));
    const used = files.flatMap((name) => [...readFileSync(path.join(source, name), 'utf8').matchAll(/(?:\bt\(|phrase\(|title: )'([a-zA-Z]+\.[\w.]+)'/g)].map(([, key]) => key ?? ''));
    expect(used.length).toBeGreaterThan(100);
    expect(used.filter((key) => !chinese.has(key))).toEqual([]);
  });

  it('fills in by name and leaves the rest as it is', () => {
    const message = toMessages({ greeting: '{hello}，{place}｜{hello}' })['greeting'];
    const named: Record<string, string> = { hello: '你好', place: '云间区' };
    // The messages read nothing of their context but what is named.
    const context = { named: (key: string) => named[key] } as unknown as MessageContext<string>;
    expect(typeof message === 'function' ? message(context as never) : null).toBe('你好，云间区｜你好');
  });
});
