import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { limitsOf, deviceOf, touchEveryMs } from '../sessions/rules.js';
import { isOwnPath, passwordWeaknesses, weaknessText } from './rules.js';

const owner = { staff: false, known: ['wang.xiuying', '13812345678', '王秀英', '李明'] };

describe('password strength', () => {
  it.each([
    ['Lotus-Pond-27', []],
    ['Ab1-xyz', ['too-short']],
    ['lotuspondd', ['too-plain']],
    ['lotus pond willow bridge', []],
    ['Password-1', ['well-known']],
    ['Qx-12345-z', ['a-row']],
    ['Qx-54321-z', ['a-row']],
    ['Qx-aaaaa-z1', ['a-row']],
    ['Xiuying-88', ['about-you']],
    ['Zq-345678-!', ['a-row', 'about-you']],
    ['李明-Bridge-8', []],
    [`Aa1-${'lotus-'.repeat(25)}`, ['too-long']],
  ])('of %s', (password, weaknesses) => {
    expect(passwordWeaknesses(password, owner)).toEqual(weaknesses);
  });

  it('asks more of staff', () => {
    expect(passwordWeaknesses('Lotus-P7', owner)).toEqual([]);
    expect(passwordWeaknesses('Lotus-P7', { ...owner, staff: true })).toEqual(['too-short-for-staff']);
  });

  it('says why in plain words', () => {
    expect([weaknessText('too-short', 'ZH_HANS'), weaknessText('too-short', 'EN')]).toEqual(['密码太短，至少8位', 'Too short: at least 8 characters']);
  });
});

describe('a path to come back to', () => {
  it('stays on this site, whatever is tried', () => {
    expect(isOwnPath('/health?tab=1#top')).toBe(true);
    fc.assert(fc.property(fc.oneof(fc.webUrl(), fc.string(), fc.string().map((text) => `/${text}`)), (text) => {
      if (isOwnPath(text)) expect(new URL(text, 'https://own.example').origin).toBe('https://own.example');
    }));
  });
});

describe('limits of sessions', () => {
  it('are the kiosk’s at a kiosk, whoever stands there', () => {
    expect(limitsOf('STAFF', ['system-admin'], 'kiosk')).toEqual({ idleMs: 120_000, absoluteMs: 1_800_000 });
  });

  it('are shorter the more one may see', () => {
    const idle = [limitsOf('RESIDENT', [], 'web'), limitsOf('STAFF', ['clerk'], 'web'), limitsOf('STAFF', ['clerk', 'security-admin'], 'web')].map(({ idleMs }) => idleMs);
    expect(idle).toEqual([...idle].sort((a, b) => b - a));
    expect(new Set(idle).size).toBe(3);
  });

  it('are written down often enough to be kept', () => {
    for (const idleMs of [120_000, 900_000, 43_200_000]) expect(touchEveryMs(idleMs)).toBeLessThanOrEqual(idleMs / 20);
  });
});

describe('a device in words', () => {
  it.each([
    ['Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148 MicroMessenger/8.0.42', '微信 · iPhone'],
    ['Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/120.0.0.0 Safari/537.36 Edg/120.0', 'Edge · Windows'],
    ['Mozilla/5.0 (X11; Linux x64) AppleWebKit/537.36 Chrome/120.0 Safari/537.36', 'Chrome · Linux'],
    ['curl/8.0', '其他程序'],
    [undefined, '其他程序'],
  ])('of %s', (userAgent, words) => {
    expect(deviceOf(userAgent)).toBe(words);
  });
});
