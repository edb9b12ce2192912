import tseslint from 'typescript-eslint';
import vue from 'eslint-plugin-vue';

/** Lint rules: what the type checker does not see. Formatting is left to people. */
export default tseslint.config(
  { ignores: ['node_modules/', 'dist/', '.build/', '.cache/', '.data/', '**/__generated__/', 'coverage/'] },
  { files: ['**/*.ts'], extends: [tseslint.configs.recommended], rules: {
    '@typescript-eslint/no-explicit-any': 'error',
    '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_', caughtErrorsIgnorePattern: '^_' }],
    '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
    eqeqeq: 'error',
    'no-console': 'error',
    'max-lines': ['error', { max: 400, skipComments: true, skipBlankLines: true }],
    'max-lines-per-function': ['error', { max: 80, skipComments: true, skipBlankLines: true }],
  } },
  { files: ['**/*.vue'], extends: [vue.configs['flat/recommended']], languageOptions: { parserOptions: { parser: tseslint.parser } }, rules: {
    'vue/max-attributes-per-line': 'off', 'vue/singleline-html-element-content-newline': 'off', 'vue/html-self-closing': 'off', 'vue/html-indent': 'off', 'vue/html-closing-bracket-newline': 'off', 'vue/first-attribute-linebreak': 'off', 'vue/multiline-html-element-content-newline': 'off', 'vue/multi-word-component-names': 'off',
  } },
  // Programs that people start in a terminal speak to it; a describe block is as long as its tests.
  { files: ['scripts/**', 'benchmarks/**', 'load-tests/**', 'gateway/test/**', 'data/**'], rules: { 'no-console': 'off' } },
  { files: ['**/*.test.ts', '**/testing.ts', '**/testing/**'], rules: { 'max-lines-per-function': 'off', 'max-lines': 'off' } },
);
