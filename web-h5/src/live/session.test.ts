import { describe, expect, it } from '@jest/globals';
import { ownPath } from './session.js';

describe('a path to go back to', () => {
  it.each(['/me/inbox', '/oidc/interaction/abc?x=1', '/transit'])('%s is one of ours', (path) => {
    expect(ownPath(path)).toBe(path);
  });

  it.each(['//elsewhere.invalid', '/\\elsewhere.invalid', '/\t/elsewhere.invalid', 'https://elsewhere.invalid/', 'javascript:alert(1)', '', '/sign-in?returnTo=/me', null, ['/me']])('%j is none', (given) => {
    expect(ownPath(given)).toBe('/me');
  });
});
