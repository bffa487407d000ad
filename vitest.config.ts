import { defineConfig } from 'vitest/config'
import { CountsReporter } from './test/support/counts-reporter.ts'

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/support/on-the-path.ts'],
    reporters: ['default', new CountsReporter()],
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
})
