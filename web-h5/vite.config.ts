import path from 'node:path';
import vue from '@vitejs/plugin-vue';
import { defineConfig } from 'vite';
import { trimDocuments } from './trim-documents.js';
import { trimVueNamespace } from './trim-vue-namespace.js';

const root = import.meta.dirname;
const gateway = process.env['GATEWAY_URL'] ?? 'http://127.0.0.1:8080';

/** The pages' build: hashed files in `dist/web-h5`, nothing inline, so that the strictest Content-Security-Policy holds. */
export default defineConfig({
  root,
  plugins: [vue(), trimVueNamespace(), trimDocuments(path.join(root, 'src/graphql/__generated__'))],
  assetsInclude: ['**/*.geojson'],
  define: {
    __VUE_OPTIONS_API__: 'false',
    __VUE_PROD_DEVTOOLS__: 'false',
    __VUE_PROD_HYDRATION_MISMATCH_DETAILS__: 'false',
    __VUE_I18N_FULL_INSTALL__: 'false',
    __VUE_I18N_LEGACY_API__: 'false',
    __INTLIFY_PROD_DEVTOOLS__: 'false',
    __INTLIFY_DROP_MESSAGE_COMPILER__: 'true',
  },
  css: { preprocessorOptions: { less: { math: 'always' } } },
  server: { proxy: { '/graphql': { target: gateway, ws: true }, '/map': gateway, '/affairs/files': gateway, '/documents': gateway, '/calendar': gateway }, fs: { allow: [path.resolve(root, '..')] } },
  build: {
    outDir: path.resolve(root, '../dist/web-h5'),
    emptyOutDir: true,
    target: 'es2020',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: true,
  },
});
