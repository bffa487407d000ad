import type { Sandbox } from '../../src/sandbox/server.ts'

/** What a child process needs to talk to a sandbox. */
export const serviceEnv = ({ url, apiKey }: Sandbox): Readonly<Record<string, string>> => ({
  PPIO_API_KEY: apiKey,
  PPIO_BASE_URL: url,
})
