import { createRouter, createWebHistory, type Router, type RouteRecordRaw } from 'vue-router';
import HomePage from './pages/home-page.vue';

declare module 'vue-router' {
  interface RouteMeta {
    /** Key of the page's name in the catalogue, for the window's title. */
    title: string;
    /** Which tab it belongs to. */
    tab: 'home' | 'transit' | 'map' | 'plan' | null;
  }
}

const routes: RouteRecordRaw[] = [
  { path: '/', component: HomePage, meta: { title: 'home.title', tab: 'home' } },
  { path: '/transit', component: () => import('./pages/transit-page.vue'), meta: { title: 'transit.title', tab: 'transit' } },
  { path: '/transit/stops/:id', component: () => import('./pages/stop-page.vue'), props: true, meta: { title: 'stop.board', tab: 'transit' } },
  { path: '/transit/routes/:id', component: () => import('./pages/route-page.vue'), props: true, meta: { title: 'transit.routes', tab: 'transit' } },
  { path: '/transit/map', component: () => import('./pages/map-page.vue'), meta: { title: 'map.title', tab: 'map' } },
  { path: '/transit/plan', component: () => import('./pages/plan-page.vue'), meta: { title: 'plan.title', tab: 'plan' } },
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
  router.onError((error, to) => {
    // A page's part that is gone after an update of the service: load the new page whole, once.
    if (/import|fetch|load/i.test(String(error)) && !to.query['reloaded']) location.assign(to.fullPath);
  });
  return router;
}
