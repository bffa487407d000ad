import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'
import { CountsReporter } from './test/support/counts-reporter.ts'

/** What starts a process of its own for most of its cases, and dozens of them. The gate runs it; `npm test` leaves it out. */
const MANY_PROCESSES = [
  'test/e2e/commands-as-printed.test.ts',
  'test/e2e/completion.test.ts',
  'test/e2e/files-of-a-run.test.ts',
  'test/e2e/hostile-files.test.ts',
  'test/e2e/in-process.test.ts',
  'test/e2e/interrupt.test.ts',
  'test/e2e/ledger-advice.test.ts',
  'test/e2e/ledger-commands.test.ts',
  'test/e2e/render-curl.test.ts',
  'test/e2e/replace-and-pay.test.ts',
  'test/e2e/shared-ledger.test.ts',
  'test/e2e/sleeping-holder.test.ts',
  'test/e2e/status-reap.test.ts',
  'test/e2e/stdout.test.ts',
  'test/e2e/terminal.test.ts',
  'test/security/bounds.test.ts',
  'test/security/code-from-a-checkout.test.ts',
  'test/security/echoes.test.ts',
  'test/security/forged-emergency-file.test.ts',
  'test/security/node-debug.test.ts',
  'test/security/node-flags.test.ts',
  'test/security/settings-files.test.ts',
  'test/security/tampered-ledger.test.ts',
  'test/unit/ledger/git-store/git-store.test.ts',
]

/**
 * What takes long and seldom breaks: recipes in the CI systems that they are for, what is packed and installed, the
 * picture and the commands of documents, chaos, faults of databases, large accounts, Ceph's gateway where it is
 * installed. The gate runs it; `npm test` leaves it out.
 */
const SLOW = [
  'test/agreement.test.ts',
  'test/chaos-ledger.test.ts',
  'test/chaos.test.ts',
  'test/documents.test.ts',
  'test/e2e/recipe-*.test.ts',
  'test/git-store/*.test.ts',
  'test/large-account.test.ts',
  'test/package.test.ts',
  'test/picture.test.ts',
  'test/radosgw.test.ts',
  'test/postgres-faults.test.ts',
  'test/recipes.test.ts',
]

const UNIT = 'test/unit/**/*.test.ts'

const CORES = availableParallelism()

export default defineConfig({
  test: {
    // Most of these tests wait, for a process or a service: one more worker than cores keeps a small machine busy.
    maxWorkers: Math.max(CORES + 1, 3),
    reporters: ['default', new CountsReporter()],
    globalSetup: ['test/support/on-the-path.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    projects: [
      // Files share no state, so none of them needs a process of its own.
      {
        extends: true,
        test: { name: 'unit', include: [UNIT], exclude: MANY_PROCESSES, isolate: false },
      },
      {
        extends: true,
        test: {
          name: 'e2e',
          include: ['test/**/*.test.ts'],
          exclude: [UNIT, ...MANY_PROCESSES, ...SLOW],
          isolate: false,
        },
      },
      {
        extends: true,
        test: {
          name: 'processes',
          include: MANY_PROCESSES,
          isolate: false,
          sequence: { groupOrder: 1 },
        },
      },
      {
        extends: true,
        // Each of these keeps more than one core busy by itself.
        test: {
          name: 'slow',
          include: SLOW,
          maxWorkers: Math.max(CORES - 1, 1),
          sequence: { groupOrder: 2 },
        },
      },
    ],
  },
})
