import { describe, expect, it } from '@jest/globals';
import { identityPhrases, mergePhrases, unphrasedActions } from './phrases.js';
import { accessLogActions } from './policy.js';
import { isEmergency, maskedName, purposeOf, whatOf } from './rules.js';

describe('the words of the access log', () => {
  it('shows an action without a phrase as what it is, and a purpose as it was written', () => {
    expect(whatOf({ action: 'x.y', outcome: 'done', disclosedTo: null }, {}).zh).toBe('办理了一项业务（x.y）');
    expect(whatOf({ action: 'toString', outcome: 'failed', disclosedTo: null }, {}).zh).toBe('未成功：未能完成“办理了一项业务（toString）”');
    expect(purposeOf('核对住址', {})).toEqual({ zh: '核对住址', en: '核对住址' });
    expect(purposeOf('service', { service: { zh: '为您提供服务', en: 'a service to you' } }, '核对住址')).toEqual({ zh: '为您提供服务：核对住址', en: 'a service to you: 核对住址' });
  });

  it('masks a stranger’s name', () => {
    expect(['王', '王芳', '欧阳锋', 'Alexander Smith'].map(maskedName)).toEqual(['王*', '王*', '欧**', 'A****']);
  });

  it('flags what was opened in an emergency', () => {
    const one = { action: 'a', purpose: 'care', details: {} };
    expect([one, { ...one, purpose: 'emergency' }, { ...one, action: 'identity.emergency.open' }, { ...one, details: { emergency: true } }].map(isEmergency)).toEqual([false, true, true, true]);
  });

  it('has words for each of its actions, and each action once', () => {
    expect(unphrasedActions(accessLogActions, identityPhrases)).toEqual([]);
    expect(unphrasedActions({ 'health.record.read': {} }, identityPhrases)).toEqual(['health.record.read']);
    expect(() => mergePhrases([identityPhrases, { 'identity.sign-in': { zh: '', en: '' } }])).toThrow('two modules phrase');
    for (const { zh, en } of Object.values(identityPhrases)) expect([/[一-龥]/.test(zh), /^[a-z]/.test(en)]).toEqual([true, true]);
  });
});
