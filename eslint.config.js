// Owns: what every source file must satisfy beyond its types. Leaves to others: import rules (build/dependency-cruiser.mjs).
import globals from 'globals';
import svelte from 'eslint-plugin-svelte';
import tseslint from 'typescript-eslint';

const FORBIDDEN_NAMES = /(^|[a-z])(Manager|Util|Utils|Helper|Helpers)$|^(util|utils|helper|helpers|dirty)$/.source;

export default tseslint.config(
  { ignores: ['dist/', 'release/', 'demo-output/', 'node_modules/', 'coverage/'] },
  ...tseslint.configs.recommended,
  ...svelte.configs.recommended,
  {
    languageOptions: { globals: { ...globals.node } },
    rules: {
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'separate-type-imports', disallowTypeAnnotations: false }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_', caughtErrors: 'none' }],
      'no-restricted-syntax': [
        'error',
        { selector: 'ExportDefaultDeclaration', message: 'Named exports only.' },
        { selector: `Identifier[name=/${FORBIDDEN_NAMES}/]`, message: 'Use the words of the glossary.' },
      ],
      'no-console': 'error',
      eqeqeq: 'error',
      'max-lines': ['error', { max: 400 }],
    },
  },
  {
    files: ['**/*.svelte', '**/*.svelte.ts'],
    languageOptions: { parserOptions: { parser: tseslint.parser }, globals: { ...globals.browser } },
    rules: {
      'svelte/no-at-html-tags': 'error',
      // Their findings are the compiler's to report; it does, under svelte-check.
      'svelte/no-unused-svelte-ignore': 'off',
      // An effect that reads the page is no derivation.
      'svelte/prefer-writable-derived': 'off',
      // Plain Maps are caches here; what the window shows is $state.
      'svelte/prefer-svelte-reactivity': 'off',
    },
  },
  { files: ['renderer/**/*.ts'], languageOptions: { globals: { ...globals.browser } } },
  {
    files: ['renderer/**'],
    ignores: ['renderer/api.ts'],
    rules: { 'no-restricted-properties': ['error', { object: 'window', property: 'kith', message: 'Only api.ts touches the bridge.' }] },
  },
  { files: ['build/**', 'test/**', 'main/index.ts', 'main/app/**'], rules: { 'no-console': 'off' } },
  { files: ['build/host/page/**'], rules: { '@typescript-eslint/no-unused-expressions': 'off' } },
  { files: ['*.config.*', 'build/**', 'test/**'], rules: { 'no-restricted-syntax': 'off' } },
  // Tests and practice clouds look into other people's JSON.
  { files: ['test/**'], rules: { '@typescript-eslint/no-explicit-any': 'off' } },
);
