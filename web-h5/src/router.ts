import { createRouter, createWebHistory, type Router, type RouteRecordRaw } from 'vue-router';
import HomePage from './pages/home-page.vue';
import { keptAt } from './hall/machine.js';
import { wantAccountWords, wantAffairsWords, wantAssistantWords, wantDeskWords, wantEditorWords, wantQueueWords } from './i18n/index.js';

declare module 'vue-router' {
  interface RouteMeta {
    /** Key of the page's name in the catalogue, for the window's title. */
    title: string;
    /** Which tab it belongs to. */
    tab: 'home' | 'transit' | 'assistant' | 'map' | 'plan' | 'me' | null;
    /** Laid out for a desk: as wide as the window. */
    wide?: true;
    /** Of the staff's desk, which has a way around of its own: no tabs below. */
    desk?: true;
    /** Nothing of the app around it: a screen of its own. */
    bare?: true;
    /** As high as the window, with its own way of scrolling and no tabs below. */
    chat?: true;
  }
}

/** A page of the account with its words. */
function account<Page>(load: () => Promise<Page>): () => Promise<Page> {
  return async () => {
    const [page] = await Promise.all([load(), wantAccountWords()]);
    return page;
  };
}

/** A page of affairs with its words. */
function affairs<Page>(load: () => Promise<Page>): () => Promise<Page> {
  return async () => {
    const [page] = await Promise.all([load(), wantAffairsWords()]);
    return page;
  };
}

/** A page of the staff's desk with its words, which are also the account's. */
function staff<Page>(load: () => Promise<Page>): () => Promise<Page> {
  return async () => {
    const [page] = await Promise.all([load(), wantAccountWords(), wantAffairsWords(), wantDeskWords()]);
    return page;
  };
}

/** A page of the catalogue's editors, with words of their own beside the desk's. */
function editors<Page>(load: () => Promise<Page>): () => Promise<Page> {
  return async () => {
    const [page] = await Promise.all([staff(load)(), wantEditorWords()]);
    return page;
  };
}

/** A page on which somebody applies, follows or queues: with the words of affairs, of the queue and of the account. */
function affairsOfMine<Page>(load: () => Promise<Page>): () => Promise<Page> {
  return async () => {
    const [page] = await Promise.all([load(), wantAffairsWords(), wantQueueWords(), wantAccountWords()]);
    return page;
  };
}

/** The assistant with its words. */
async function assistantPage() {
  const [page] = await Promise.all([import('./pages/assistant-page.vue'), wantAssistantWords()]);
  return page;
}

const accountRoutes: RouteRecordRaw[] = [
  { path: '/sign-in', component: account(() => import('./pages/account/sign-in-page.vue')), meta: { title: 'signIn.title', tab: 'me' } },
  { path: '/sign-in/guest', component: account(() => import('./pages/account/guest-page.vue')), meta: { title: 'guest.title', tab: 'me' } },
  { path: '/me', component: account(() => import('./pages/account/me-page.vue')), meta: { title: 'my.title', tab: 'me' } },
  { path: '/me/proof', component: account(() => import('./pages/account/proof-page.vue')), meta: { title: 'proof.title', tab: 'me' } },
  { path: '/me/security', component: account(() => import('./pages/account/security-page.vue')), meta: { title: 'security.title', tab: 'me' } },
  { path: '/me/sessions', component: account(() => import('./pages/account/sessions-page.vue')), meta: { title: 'sessions.title', tab: 'me' } },
  { path: '/me/delegations', component: account(() => import('./pages/account/delegations-page.vue')), meta: { title: 'delegation.title', tab: 'me' } },
  { path: '/me/consents', component: account(() => import('./pages/account/consents-page.vue')), meta: { title: 'consent.title', tab: 'me' } },
  { path: '/me/access-log', component: account(() => import('./pages/account/access-log-page.vue')), meta: { title: 'accessLog.title', tab: 'me' } },
  { path: '/me/data', component: account(() => import('./pages/account/my-data-page.vue')), meta: { title: 'myData.title', tab: 'me' } },
  { path: '/me/inbox', component: account(() => import('./pages/account/inbox-page.vue')), meta: { title: 'inbox.title', tab: 'me' } },
  { path: '/me/preferences', component: account(() => import('./pages/account/preferences-page.vue')), meta: { title: 'preferences.title', tab: 'me' } },
  { path: '/me/reminders', component: account(() => import('./pages/account/reminders-page.vue')), meta: { title: 'standing.title', tab: 'me' } },
  { path: '/console', component: account(() => import('./pages/console/console-page.vue')), meta: { title: 'console.title', tab: null, wide: true } },
];

const staffRoutes: RouteRecordRaw[] = [
  { path: '/staff', component: staff(() => import('./pages/desk-home-page.vue')), meta: { title: 'staff.todos', tab: null, wide: true, desk: true } },
  { path: '/staff/window', component: staff(() => import('./pages/desk-window-page.vue')), meta: { title: 'calling.title', tab: null, wide: true, desk: true } },
  { path: '/staff/centre', component: staff(() => import('./pages/desk-centre-page.vue')), meta: { title: 'centre.title', tab: null, wide: true, desk: true } },
  { path: '/staff/worklist', component: staff(() => import('./pages/worklist-page.vue')), meta: { title: 'worklist.title', tab: null, wide: true, desk: true } },
  { path: '/staff/cases/:number', component: staff(() => import('./pages/case-page.vue')), props: true, meta: { title: 'case.title', tab: null, wide: true, desk: true } },
  { path: '/staff/supervision', component: staff(() => import('./pages/supervision-page.vue')), meta: { title: 'supervision.title', tab: null, wide: true, desk: true } },
  { path: '/staff/feedback', component: staff(() => import('./pages/desk-feedback-page.vue')), meta: { title: 'feedback.title', tab: null, wide: true, desk: true } },
  { path: '/staff/counter', component: staff(() => import('./pages/counter-entry-page.vue')), meta: { title: 'entry.title', tab: null, wide: true, desk: true } },
  { path: '/staff/services', component: editors(() => import('./pages/services-page.vue')), meta: { title: 'editor.title', tab: null, wide: true, desk: true } },
  { path: '/staff/services/:id', component: editors(() => import('./pages/service-page.vue')), props: true, meta: { title: 'editor.title', tab: null, wide: true, desk: true } },
  { path: '/staff/new-service', component: editors(() => import('./pages/service-page.vue')), meta: { title: 'editor.newTitle', tab: null, wide: true, desk: true } },
  { path: '/staff/number-machine', component: staff(() => import('./pages/number-machine-page.vue')), meta: { title: 'machine.title', tab: null, wide: true, bare: true } },
  { path: '/hall/:id', component: staff(() => import('./pages/hall-page.vue')), props: true, meta: { title: 'hall.title', tab: null, wide: true, bare: true } },
];

const routes: RouteRecordRaw[] = [
  { path: '/', component: HomePage, meta: { title: 'home.title', tab: 'home' } },
  { path: '/transit', component: () => import('./pages/transit-page.vue'), meta: { title: 'transit.title', tab: 'transit' } },
  { path: '/transit/stops/:id', component: () => import('./pages/stop-page.vue'), props: true, meta: { title: 'stop.board', tab: 'transit' } },
  { path: '/transit/routes/:id', component: () => import('./pages/route-page.vue'), props: true, meta: { title: 'transit.routes', tab: 'transit' } },
  { path: '/transit/map', component: () => import('./pages/map-page.vue'), meta: { title: 'map.title', tab: 'map' } },
  { path: '/transit/plan', component: () => import('./pages/plan-page.vue'), meta: { title: 'plan.title', tab: 'plan' } },
  { path: '/affairs', component: affairs(() => import('./pages/affairs-page.vue')), meta: { title: 'affairs.title', tab: 'home' } },
  { path: '/affairs/:id', component: affairs(() => import('./pages/affair-page.vue')), props: true, meta: { title: 'affairs.title', tab: 'home' } },
  { path: '/affairs/:id/apply', component: affairsOfMine(() => import('./pages/affair-apply-page.vue')), props: true, meta: { title: 'apply.title', tab: 'home' } },
  { path: '/affairs/progress', component: affairsOfMine(() => import('./pages/affairs-progress-page.vue')), meta: { title: 'myCase.progressTitle', tab: 'home' } },
  { path: '/affairs/notices', component: affairsOfMine(() => import('./pages/public-notices-page.vue')), meta: { title: 'notices.title', tab: 'home' } },
  { path: '/me/affairs', component: affairsOfMine(() => import('./pages/my-affairs-page.vue')), meta: { title: 'myCase.mine', tab: 'me' } },
  { path: '/me/affairs/:number', component: affairsOfMine(() => import('./pages/my-affair-page.vue')), props: true, meta: { title: 'myCase.mine', tab: 'me' } },
  { path: '/me/affairs/:number/supplement', component: affairsOfMine(() => import('./pages/affair-supplement-page.vue')), props: true, meta: { title: 'myCase.supplement', tab: 'me' } },
  { path: '/me/affairs/:number/owed', component: affairsOfMine(() => import('./pages/owed-papers-page.vue')), props: true, meta: { title: 'owed.title', tab: 'me' } },
  { path: '/me/household', component: affairsOfMine(() => import('./pages/household-page.vue')), meta: { title: 'household.title', tab: 'me' } },
  { path: '/me/affairs/:number/receipt', component: affairsOfMine(() => import('./pages/affair-receipt-page.vue')), props: true, meta: { title: 'receipt.title', tab: 'me' } },
  { path: '/me/unresolved', component: affairsOfMine(() => import('./pages/unresolved-page.vue')), meta: { title: 'unresolved.title', tab: 'me' } },
  { path: '/me/unresolved/new', component: affairsOfMine(() => import('./pages/unresolved-new-page.vue')), meta: { title: 'unresolved.newTitle', tab: 'me' } },
  { path: '/verify/:code', component: affairsOfMine(() => import('./pages/verify-page.vue')), props: true, meta: { title: 'verify.title', tab: null } },
  { path: '/queue', component: affairsOfMine(() => import('./pages/queue-page.vue')), meta: { title: 'queue.title', tab: 'home' } },
  { path: '/queue/paper', component: affairsOfMine(() => import('./pages/paper-ticket-page.vue')), meta: { title: 'queue.paperTitle', tab: null } },
  { path: '/queue/tickets/:id', component: affairsOfMine(() => import('./pages/queue-ticket-page.vue')), props: true, meta: { title: 'queue.ticketTitle', tab: 'home' } },
  { path: '/queue/:centreId', component: affairsOfMine(() => import('./pages/queue-centre-page.vue')), props: true, meta: { title: 'queue.title', tab: 'home' } },
  { path: '/queue/:centreId/:businessId', component: affairsOfMine(() => import('./pages/appointment-page.vue')), props: true, meta: { title: 'queue.book', tab: 'home' } },
  ...accountRoutes,
  ...staffRoutes,
  { path: '/assistant', component: assistantPage, meta: { title: 'nav.assistantTitle', tab: 'assistant', chat: true } },
  { path: '/kiosk/:client', component: () => import('./kiosk/kiosk-page.vue'), props: true, meta: { title: 'app.name', tab: null, wide: true } },
  { path: '/about', component: () => import('./pages/about-page.vue'), meta: { title: 'about.title', tab: null } },
  { path: '/:rest(.*)*', component: () => import('./pages/not-found-page.vue'), meta: { title: 'fault.notFoundTitle', tab: null } },
];

/** The pages' routes; each but the first page is loaded when it is gone to. */
export function createPagesRouter(): Router {
  const router = createRouter({
    history: createWebHistory(),
    routes,
    scrollBehavior: (_to, _from, saved) => saved ?? { top: 0 },
  });
  router.beforeEach(({ path }) => keptAt(path) ?? true);
  router.onError((error, to) => {
    // A page's part that is gone after an update of the service: load the new page whole, once.
    if (/import|fetch|load/i.test(String(error)) && !to.query['reloaded']) location.assign(to.fullPath);
  });
  return router;
}
