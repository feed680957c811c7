// Which part of the page may know which: the host in one file, features not each other, parts no state, names never markup.
import js from '@eslint/js';
import svelte from 'eslint-plugin-svelte';
import globals from 'globals';
import ts from 'typescript-eslint';

const host = { group: ['@tauri-apps/*'], message: 'Only src/ipc/tauri.ts talks to the shell.' };
const bindings = {
  group: ['**/ipc/bindings'],
  allowTypeImports: true,
  message: 'Only src/ipc/tauri.ts runs the bindings; import their types.',
};
const features = { group: ['../[a-z]*/*', '!../../**'], message: 'Rooms do not import features.' };
const parts = {
  group: ['**/state/*', '**/features/*', '**/words', '**/ipc/*'],
  message: 'Parts know no word of the domain.',
};
const views = { group: ['**/features/**', '**/parts/**'], message: 'State knows no view.' };
const restrict = (...patterns) => ({ '@typescript-eslint/no-restricted-imports': ['error', { patterns }] });

export default ts.config(
  { ignores: ['dist/', 'dist-fake/', 'screenshots/', 'src/ipc/bindings.ts'] },
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
      // Collections here are made anew and replaced whole.
      'svelte/prefer-svelte-reactivity': 'off',
      ...restrict(host, bindings),
    },
  },
  {
    files: ['**/*.svelte', '**/*.svelte.ts'],
    languageOptions: { parserOptions: { parser: ts.parser, extraFileExtensions: ['.svelte'] } },
    rules: { 'svelte/no-at-html-tags': 'error', 'no-undef': 'off' },
  },
  { files: ['src/features/**'], rules: restrict(host, bindings, features) },
  { files: ['src/parts/**'], rules: restrict(host, bindings, parts) },
  { files: ['src/state/**'], rules: restrict(host, bindings, views) },
  { files: ['src/ipc/tauri.ts'], rules: { '@typescript-eslint/no-restricted-imports': 'off' } },
);
