import { defineConfig } from 'vitest/config'
import { CountsReporter } from './test/support/counts-reporter.ts'

/**
 * What takes long and seldom breaks: recipes in the CI systems that they are for, what is packed and installed, the
 * picture and the commands of documents, chaos, large accounts. The gate runs it; `npm test` leaves it out.
 */
const SLOW = [
  'test/agreement.test.ts',
  'test/chaos.test.ts',
  'test/documents.test.ts',
  'test/e2e/recipe-*.test.ts',
  'test/large-account.test.ts',
  'test/package.test.ts',
  'test/picture.test.ts',
  'test/recipes.test.ts',
]

const UNIT = 'test/unit/**/*.test.ts'

export default defineConfig({
  test: {
    reporters: ['default', new CountsReporter()],
    globalSetup: ['test/support/on-the-path.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    projects: [
      // Files of functions over values share no state, so none of them needs a process of its own.
      { extends: true, test: { name: 'unit', include: [UNIT], isolate: false } },
      {
        extends: true,
        // Most of the time a test waits for the process that it started, so more of them than processors go on at once.
        test: {
          name: 'e2e',
          include: ['test/**/*.test.ts'],
          exclude: [UNIT, ...SLOW],
          maxWorkers: 3,
          // Projects of one group share their workers.
          sequence: { groupOrder: 1 },
        },
      },
      { extends: true, test: { name: 'slow', include: SLOW } },
    ],
  },
})
