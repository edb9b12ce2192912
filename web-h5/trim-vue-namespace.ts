import type { Plugin } from 'vite';

const NAMESPACE = "import * as Vue from 'vue';";
const LOOKUP = /if \(key in Vue\) \{\s*return Vue\[key\];\s*\}\s*else \{\s*return Vue\.getCurrentInstance\(\);\s*\}/;

/**
 * vue-i18n looks for a name of older Vue in Vue's whole namespace, which keeps all of Vue in the bundle. Vue 3.5 has
 * `getCurrentInstance`; asking for it alone makes the first page a fifth smaller. Fails the build where vue-i18n has
 * changed, so that this is looked at again.
 */
export function trimVueNamespace(): Plugin {
  return {
    name: 'trim-vue-namespace',
    apply: 'build',
    transform(code, id) {
      if (!/\/vue-i18n\/dist\/vue-i18n[.\w-]*\.m?js$/.test(id)) return null;
      if (!code.includes(NAMESPACE) || !LOOKUP.test(code)) throw new Error(`${id} no longer reads Vue's namespace: remove trimVueNamespace from vite.config.ts`);
      return {
        code: code.replace(NAMESPACE, "import { getCurrentInstance as currentVueInstance } from 'vue';").replace(LOOKUP, 'return currentVueInstance();'),
        map: null,
      };
    },
  };
}
