import { dirname } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { SandboxOptions } from '../../src/sandbox/server.ts'
import { gitHttpServer } from '../support/git-http-server.ts'
import { git, setIn } from '../support/git-remote.ts'
import { entry, type GithubProject, withGithubProject } from '../support/github-project.ts'

const QUICK: SandboxOptions = { pace: { by: 'clock', stepMs: 0 } }
const FLEET = `instances:\n${entry('a')}${entry('b')}${entry('c')}`

/** The id of the plan that a refused apply names. */
const idIn = (output: string): string => /its id is ([0-9a-f-]{67})/.exec(output)?.[1] ?? ''

/** The ids that the ledger knows of, whichever way it learned them. */
const idsIn = async (github: GithubProject): Promise<readonly string[]> =>
  [...((await github.ledger()) ?? '').matchAll(/"type":"created".*?"id":"([^"]+)"/g)]
    .map(([, id = '']) => id)
    .sort()

describe('the ledger of the GitHub workflows', { timeout: 240_000 }, () => {
  it('loses nothing with a runner that is lost, and needs nobody for the next one', async () => {
    let creates = 0
    let kill: (() => void) | undefined
    const options: SandboxOptions = {
      ...QUICK,
      faults: [{ on: 'create', when: { nth: 2 }, do: { fault: 'hang', at: 'after' } }],
      onRequest({ operation, phase }) {
        if (operation === 'create' && phase === 'committed') creates += 1
        if (creates === 2) kill?.()
        if (creates === 2) kill = undefined
      },
    }
    await withGithubProject(options, async (github) => {
      await github.change(FLEET)
      await github.plan()
      await github.merge(FLEET)
      kill = github.project.killProgram
      expect((await github.apply()).failure).toContain('exit code 137')
      expect(await github.names()).toEqual(['a', 'b'])
      // The plan that was reviewed is not what is left to do, so a person reads the new one.
      const refused = await github.apply()
      expect(refused.output).toContain('Nothing was sent')
      const next = await github.apply(idIn(refused.output))
      expect(next.failure, next.output).toBeUndefined()
      expect(await github.names()).toEqual(['a', 'b', 'c'])
      expect(await idsIn(github)).toEqual(
        github.sandbox
          .instances()
          .map(({ id }) => id)
          .sort(),
      )
    })
  })

  it('is for one of two runs at a time: the other waits, then goes on from what was done', () =>
    withGithubProject(QUICK, async (github) => {
      await github.carry(`instances:\n${entry('a')}${entry('old', ', expires: 8h')}`)
      const past = entry('old', ', expires: 2020-01-01T00:00:00Z')
      await github.change(FLEET + past)
      await github.plan()
      await github.merge(FLEET + past)
      const ends = await Promise.all([github.apply(), github.apply(), github.reap()])
      const [first, second, reaped] = ends
      expect(reaped.failure, reaped.output).toBeUndefined()
      // What was reviewed is applied once at most; where the reaper was first, it is another plan by then.
      expect([first, second].filter(({ failure }) => failure === undefined).length).toBeLessThan(2)
      const refused = await github.apply()
      await github.apply(idIn(refused.output))
      expect(await github.names()).toEqual(['a', 'b', 'c'])
      expect(github.sandbox.instances()).toHaveLength(4)
    }))

  it('is read and written with the token of a job, which may write only where that has to', () =>
    withGithubProject(QUICK, async (github) => {
      const { origin } = github.project
      const [writer, reader] = ['basic d3JpdGU=', 'basic cmVhZA==']
      const server = await gitHttpServer({ root: dirname(origin), authorization: writer, reader })
      github.checkedOut = (clone, rights) => {
        git(clone, ['remote', 'set-url', 'origin', `${server.url}/origin.git`])
        if (rights === 'none') return
        const extraheader = `AUTHORIZATION: ${rights === 'write' ? writer : reader}`
        setIn(clone, `http "${server.url}/"`, { extraheader })
      }
      await github.carry(`instances:\n${entry('a')}`)
      // Now there is a ledger to read.
      await github.carry(FLEET)
      expect((await github.reap()).failure).toBeUndefined()
      expect(await github.names()).toEqual(['a', 'b', 'c'])
      expect(server.authorizations).toEqual(new Set([writer, reader]))
    }))
})
