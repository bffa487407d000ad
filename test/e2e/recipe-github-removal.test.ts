import { describe, expect, it } from 'vitest'
import type { SandboxOptions } from '../../src/sandbox/server.ts'
import { entry, withGithubProject } from '../support/github-project.ts'

/** What ends is gone at once. */
const QUICK: SandboxOptions = { pace: { by: 'clock', stepMs: 0 } }

const KEPT = `instances:\n${entry('a')}`
const FLEET = KEPT + entry('b')

describe('an entry that a pull request removes', { timeout: 240_000 }, () => {
  it('is destroyed by the apply of its merge, through the id of the reviewed plan', () =>
    withGithubProject(QUICK, async (github) => {
      await github.carry(FLEET)
      expect(await github.names()).toEqual(['a', 'b'])
      await github.change(KEPT)
      expect((await github.plan()).failure).toBeUndefined()
      expect(github.forge.comments[0]?.body).toContain('1 to destroy')
      await github.merge(KEPT)
      const applied = await github.apply()
      expect(applied.failure, applied.output).toBeUndefined()
      expect(await github.names()).toEqual(['a'])
      expect(await github.ledger()).toMatch(/"operation":"delete".*\n.*"end":"gone"/)
    }))

  it('stays where it is protected, also once the entry is gone', () =>
    withGithubProject(QUICK, async (github) => {
      await github.carry(KEPT + entry('b', ', protect: true'))
      await github.carry(KEPT)
      expect(await github.names()).toEqual(['a', 'b'])
      expect(github.sandbox.calls().some(({ operation }) => operation === 'delete')).toBe(false)
    }))

  it('stays when what was merged is not what was reviewed', () =>
    withGithubProject(QUICK, async (github) => {
      const c = entry('c')
      await github.carry(FLEET + c)
      await github.change(KEPT)
      await github.plan()
      await github.merge(KEPT + c)
      const refused = await github.apply()
      expect(refused.failure).toContain('exit code 1')
      expect(refused.output).toContain('changed. Nothing was sent')
      expect(await github.names()).toEqual(['a', 'b', 'c'])
    }))

  it('stays when it was the last one: the file says nothing about what is to go', () =>
    withGithubProject(QUICK, async (github) => {
      await github.carry(KEPT)
      await github.change('instances: []\n')
      expect((await github.plan()).failure).toContain('exit code 1')
      await github.merge('instances: []\n')
      expect((await github.apply()).failure).toContain('has no plan')
      expect(await github.names()).toEqual(['a'])
    }))
})
