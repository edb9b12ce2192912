import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { projectRoot } from '../kernel/root.js';
import { accessLogMessages } from './access-log/index.js';
import { consentMessages } from './consent/messages.js';
import { delegationMessages } from './delegation/messages.js';
import { myDataMessages } from './my-data/messages.js';
import { administratorMessages } from './organisations/administrators/messages.js';
import { signInMessages } from './sign-in/messages.js';

const templates = [...accessLogMessages, ...consentMessages, ...delegationMessages, ...myDataMessages, ...administratorMessages, ...signInMessages];
const folder = path.join(projectRoot(), 'modules/identity');
const sources = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts') && !/\.test\.ts$|messages\.ts$|policy\.ts$|phrases\.ts$/.test(name))
  .map((name) => readFileSync(path.join(folder, name), 'utf8')).join('\n');

describe('identity’s messages', () => {
  it('are each sent from somewhere, and each one sent has words', () => {
    const names = templates.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    expect(names.filter((name) => !sources.includes(`'${name}'`))).toEqual([]);
    const sent = [...sources.matchAll(/'(identity\.(?:guardian|delegation|administrator|correction|dispute|emergency|sign-in-lock)[a-z]*-[a-z-]+)'/g)].map((match) => match[1] ?? '');
    expect(sent.length).toBeGreaterThanOrEqual(names.length);
    expect(sent.filter((name) => !names.includes(name))).toEqual([]);
  });

  it('are in plain Chinese and in English, and name nobody', () => {
    for (const { title, body, sms, params } of templates) {
      for (const text of [title, body, ...(sms ? [sms] : [])]) {
        expect(text.zh).toMatch(/\p{Script=Han}/u);
        expect(text.en).toMatch(/^[^\p{Script=Han}]+$/u);
      }
      expect(params).toEqual([]);
    }
  });
});
