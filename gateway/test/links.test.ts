import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { createMemoryHistory, createRouter } from 'vue-router';
import { projectRoot } from '../../modules/kernel/root.js';
import { FILLED, linksIn, serverLinks } from './links.js';

/** The pages' routes, by their paths alone: what they show needs a browser. */
function pagesRouter() {
  const source = readFileSync(path.join(projectRoot(), 'web-h5/src/router.ts'), 'utf8');
  const paths = [...source.matchAll(/\{ path: '([^']+)', component/g)].map(([, found]) => found ?? '');
  return createRouter({ history: createMemoryHistory(), routes: paths.map((found) => ({ path: found, component: {} })) });
}
const router = pagesRouter();

/** Why a link leads to no page; null where it leads to one. */
function faultOf(to: string | null): string | null {
  if (to === null) return 'cannot be read from its source';
  const { matched, params } = router.resolve(to);
  const [route] = matched;
  if (!route || route.path.startsWith('/:rest')) return `${to} is no page`;
  // What stands in the link itself is a page's name, never an id: `/queue/appointments` is no centre.
  return Object.values(params).every((value) => value === FILLED) ? null : `${to} is no page, but would be taken for ${route.path}`;
}

describe('links that the server hands out', () => {
  const links = serverLinks();

  it('lead to pages that there are, in notices, 待办, cards, chips and menus', () => {
    expect(links.flatMap(({ where, to }) => (faultOf(to) === null ? [] : [`${where}: ${faultOf(to)}`]))).toEqual([]);
  });

  it('are all seen: of every module that has any', () => {
    const files = new Set(links.map(({ where }) => where.split(':')[0]));
    for (const name of [
      'modules/community/queue/hall.ts', 'modules/community/queue/jobs.ts', 'modules/community/approval/cases/notices.ts', 'modules/community/approval/todos/report-source.ts', 'modules/community/approval/unresolved/service.ts',
      'modules/identity/delegation/service.ts', 'modules/transit/reminders/standing/job.ts', 'bot/skills/community/progress.ts', 'bot/skills/identity/account.ts', 'bot/skills/transit/arrivals.ts', 'bot/dialogue/answers.ts', 'gateway/assistant.ts', 'gateway/wechat/official-account/menu.ts',
    ]) expect(files).toContain(name);
    expect(links.map(({ to }) => to)).toEqual(expect.arrayContaining([`/me/unresolved/new?number=${FILLED}`, `/affairs/${FILLED}/apply`, '/me/security']));
  });

  it('are told apart from what is none', () => {
    const seen = (text: string) => linksIn('a.ts', text).map(({ to }) => faultOf(to));
    expect(seen("notify({ link: '/staff/ratings' })")).toEqual(['/staff/ratings is no page']);
    expect(seen("notify({ link: '/queue/appointments' })")).toEqual(['/queue/appointments is no page, but would be taken for /queue/:centreId']);
    expect(seen('notify({ link: `/community/${id}` })')).toEqual([`/community/${FILLED} is no page`]);
    expect(seen('const link = `/affairs/${id}`; const chip = { action: \'OPEN\' as const, value: `${link}/apple` };')).toEqual([`/affairs/${FILLED}/apple is no page`]);
    expect(seen("const OPEN = (label, value) => ({ label, action: 'OPEN', value }); OPEN('a', '/me'); OPEN('b', '/mine');")).toEqual([null, '/mine is no page']);
    expect(seen('notify({ link: somewhere.else })')).toEqual(['cannot be read from its source']);
    expect(seen("const a = { action: 'SAY', value: '/nowhere' }; pass({ link: given.link, more: (link) => ({ link: null }) });")).toEqual([]);
  });
});
