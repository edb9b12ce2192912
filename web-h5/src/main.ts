import { createApp } from 'vue';
import App from './app.vue';
import { createCatalogue } from './i18n/index.js';
import { startLive } from './live/live.js';
import { createPagesRouter } from './router.js';
import './styles/index.less';

const app = createApp(App);
startLive(app);
void createCatalogue().then((catalogue) => {
  app.use(catalogue);
  app.use(createPagesRouter());
  app.mount('#app');
});
