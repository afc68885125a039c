import { readdirSync } from 'node:fs'
import i18n from '@intlify/eslint-plugin-vue-i18n'
import { defineConfigWithVueTs, vueTsConfigs } from '@vue/eslint-config-typescript'
import prettier from 'eslint-config-prettier'
import vue from 'eslint-plugin-vue'
import a11y from 'eslint-plugin-vuejs-accessibility'
import tseslint from 'typescript-eslint'

const features = readdirSync(new URL('./src/features', import.meta.url))

/** Forbids imports from other zones. Within a zone modules are named with @/ too, so that a path tells its zone. */
function zone(files, groups) {
  return {
    files: [files],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            { regex: '^\\.', message: 'Name the module with @/, so that import zones can be checked.' },
            ...groups.map(([regex, message]) => ({ regex, message })),
          ],
        },
      ],
    },
  }
}

export default defineConfigWithVueTs(
  { ignores: ['dist/**', 'components.d.ts', 'src/shared/api/schema.d.ts', '*.json'] },
  vue.configs['flat/recommended'],
  vueTsConfigs.strictTypeChecked,
  ...a11y.configs['flat/recommended'],
  ...i18n.configs.recommended,
  {
    settings: {
      'vue-i18n': {
        localeDir: {
          pattern: './locales/**/*.json',
          localeKey: 'path',
          localePattern: /^.*\/locales\/(?<locale>[a-z]{2})\/.*\.json$/,
        },
        messageSyntaxVersion: '^11.0.0',
      },
    },
    rules: {
      '@intlify/vue-i18n/no-missing-keys': 'error',
      '@intlify/vue-i18n/no-missing-keys-in-other-locales': 'error',
      '@intlify/vue-i18n/no-unused-keys': [
        'error',
        {
          src: './src',
          extensions: ['.ts', '.vue'],
          // Route titles, navigation entries, and what a code or a rule chooses at run time.
          ignores: [
            '/\\.title$/',
            '/^nav\\./',
            '/^errors\\./',
            '/^problem\\./',
            '/^scope\\./',
            '/^invalid\\./',
          ],
        },
      ],
      '@intlify/vue-i18n/no-raw-text': ['error', { ignorePattern: '^[\\s·–/…]*$' }],
      // A field's label may stand beside it when its for attribute names it.
      'vuejs-accessibility/label-has-for': ['error', { required: { some: ['nesting', 'id'] } }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-non-null-assertion': 'off',
      'vue/require-default-prop': 'off',
      // A dialog or a step opened by a click puts the cursor in its first field.
      'vuejs-accessibility/no-autofocus': 'off',
    },
  },
  {
    // As cards on a phone the table is no longer laid out as one, and would lose its meaning without roles.
    files: ['src/shared/ui/DataTable.vue'],
    rules: { 'vuejs-accessibility/no-redundant-roles': 'off' },
  },
  zone('src/auth/**', [
    ['^@/(console|features)/', 'The sign-in pages stay light: they know nothing of the console.'],
    ['^(@nuxt/ui|@tanstack/|@vueuse/|@iconify/)', 'The sign-in pages use no kit of the console.'],
  ]),
  zone('src/console/**', [['^@/auth/', 'The two entries share only @/shared.']]),
  zone('src/shared/**', [['^@/(auth|console|features)/', 'What is shared knows nothing of its users.']]),
  ...features.map((feature) =>
    zone(`src/features/${feature}/**`, [
      ['^@/(auth|console)/', 'A feature stands on @/shared alone.'],
      [`^@/features/(?!${feature}/)`, 'Features never import each other.'],
    ]),
  ),
  { ...tseslint.configs.disableTypeChecked, files: ['locales/**/*.json'] },
  prettier,
)
