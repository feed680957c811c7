// Which part of the page may import which, and that names from AWS are never markup.
import js from '@eslint/js';
import svelte from 'eslint-plugin-svelte';
import globals from 'globals';
import ts from 'typescript-eslint';

const host = { group: ['@tauri-apps/*'], message: 'Only src/ipc/tauri.ts talks to the shell.' };
const bindings = { group: ['**/bindings'], message: 'Import types from src/ipc/types.ts.' };
const fake = { group: ['**/ipc/fake', '**/ipc/fake/**'], message: 'The fake host is no part of the product.' };
const otherFeatures = { group: ['../[a-z]*/*', '!../../**'], message: 'Features do not import each other.' };
const domain = {
  group: ['**/state/**', '**/features/**', '**/words', '**/words/**', '**/ipc/**'],
  message: 'Parts know nothing of the domain.',
};
const state = { group: ['**/state/**'], message: 'Words know nothing of the state.' };
const components = { group: ['**/features/**', '**/parts/**'], message: 'This layer knows no component.' };
const restrict = (...patterns) => ({ '@typescript-eslint/no-restricted-imports': ['error', { patterns }] });

export default ts.config(
  { ignores: ['dist/', 'dist-fake/', 'screenshots/', 'src/ipc/bindings.ts', 'src/ipc/generated/'] },
  js.configs.recommended,
  ...ts.configs.strict,
  ...svelte.configs.recommended,
  {
    languageOptions: { globals: { ...globals.browser, ...globals.node } },
    rules: {
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      'max-lines': ['error', 400],
      'no-console': ['error', { allow: ['log'] }],
      'no-restricted-properties': [
        'error',
        ...['innerHTML', 'outerHTML', 'insertAdjacentHTML'].map((property) => ({
          property,
          message: 'Show it as text.',
        })),
      ],
      // Collections here are replaced, not changed.
      'svelte/prefer-svelte-reactivity': 'off',
      ...restrict(host, bindings, fake),
    },
  },
  {
    files: ['**/*.svelte', '**/*.svelte.ts'],
    languageOptions: { parserOptions: { parser: ts.parser, extraFileExtensions: ['.svelte'] } },
    rules: { 'svelte/no-at-html-tags': 'error', 'no-undef': 'off' },
  },
  { files: ['src/features/**'], rules: restrict(host, bindings, fake, otherFeatures) },
  { files: ['src/parts/**'], rules: restrict(host, bindings, fake, domain) },
  { files: ['src/state/**'], rules: restrict(host, bindings, fake, components) },
  { files: ['src/words.ts', 'src/words/**'], rules: restrict(host, bindings, fake, components, state) },
  { files: ['src/**/*.test.ts', 'src/ipc/fake.ts', 'src/ipc/fake/**'], rules: restrict(host, bindings) },
  { files: ['src/ipc/host.ts', 'src/ipc/types.ts'], rules: restrict(host, fake) },
  { files: ['src/ipc/tauri.ts'], rules: restrict(fake) },
);
