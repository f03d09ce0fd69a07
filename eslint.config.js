// The lint rules. Which layer may import which is decided in test/repository.test.ts; editors show the worst of it from here.
const tseslint = require('typescript-eslint');

const ADAPTED = ['cdk8s', 'cdk8s-plus-28', 'constructs', '@pulumi/*'];
const NODE = ['Buffer', 'URL', 'clearTimeout', 'console', 'exports', 'fetch', 'module', 'performance', 'process', 'require', 'setTimeout', '__dirname'];

/** Forbids imports in the files of a layer. */
const layer = (files, group, message) => ({
  files,
  rules: { '@typescript-eslint/no-restricted-imports': ['error', { patterns: [{ group, message }] }] },
});

module.exports = tseslint.config(
  { ignores: ['lib/', 'dist/', 'node_modules/', 'coverage/', 'src/controls/compiled.ts'] },
  {
    extends: [tseslint.configs.strict],
    rules: {
      curly: ['error', 'multi-line'],
      eqeqeq: 'error',
      'max-lines': ['error', { max: 300 }],
      'no-eval': 'error',
      'no-implied-eval': 'error',
      'prefer-object-has-own': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_' }],
      // Lazy imports keep the start short; CommonJS has no other form that stays synchronous.
      '@typescript-eslint/no-require-imports': 'off',
      // Kubernetes objects are maps: taking a key out of a copy is what edits are made of.
      '@typescript-eslint/no-dynamic-delete': 'off',
    },
  },
  {
    files: ['**/*.ts'],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: __dirname } },
    rules: {
      '@typescript-eslint/await-thenable': 'error',
      '@typescript-eslint/consistent-type-imports': ['error', { disallowTypeAnnotations: false, fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': 'error',
      '@typescript-eslint/no-unnecessary-type-assertion': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
    },
  },
  layer(['src/**/*.ts'], [...ADAPTED, '**/constructs/**', '**/stacks/**'], 'The core knows no cdk8s and no Pulumi: write an adapter in constructs/ or stacks/.'),
  layer(['constructs/**/*.ts'], ['@pulumi/*', '**/stacks/**', '**/src/cli/**'], 'Adapters never import each other.'),
  layer(['stacks/**/*.ts'], ['cdk8s-plus-28', '**/constructs/**', '**/src/cli/**'], 'Adapters never import each other.'),
  layer(['examples/**/*.ts'], ['../../src/**', '../../constructs/**', '../../stacks/**'], 'Examples import only what the package exports.'),
  {
    files: ['test/**/*.ts'],
    rules: { '@typescript-eslint/no-non-null-assertion': 'off', '@typescript-eslint/no-extraneous-class': 'off' },
  },
  {
    files: ['**/*.mjs', '**/*.js'],
    languageOptions: { globals: Object.fromEntries(NODE.map((name) => [name, 'readonly'])) },
    rules: { 'no-undef': 'error' },
  },
);
