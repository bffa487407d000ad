import { describe, expect, it } from 'vitest'
import type { SandboxOptions } from '../../src/sandbox/server.ts'
import { entry, type GithubProject, withGithubProject } from '../support/github-project.ts'
import { workflow } from '../support/github-workflow.ts'

/** What starts, stops or ends has done so at once. */
const QUICK: SandboxOptions = { pace: { by: 'clock', stepMs: 0 } }

const FLEET = `instances:\n${entry('a')}`

/** The changes that were sent, in order. */
const changes = ({ sandbox }: GithubProject): readonly string[] =>
  sandbox
    .calls()
    .filter(({ phase }) => phase === 'received')
    .map(({ operation }) => operation)
    .filter((operation) => ['create', 'delete', 'start', 'stop'].includes(operation))

describe('the GitHub workflow that reaps', { timeout: 240_000 }, () => {
  it('ends what has expired and nothing else, and records that', () =>
    withGithubProject(QUICK, async (github) => {
      const b = (expires: string) => entry('b', `, expires: ${expires}`)
      const c = (expires: string) => entry('c', `, protect: true, expires: ${expires}`)
      await github.carry(FLEET + b('8h') + c('8h'))
      const past = '2020-01-01T00:00:00Z'
      // And one that was not applied yet.
      await github.merge(FLEET + b(past) + c(past) + entry('new'))
      const reaped = await github.reap()
      expect(reaped.failure, reaped.output).toBeUndefined()
      expect(await github.names()).toEqual(['a', 'c'])
      expect(changes(github)).toEqual(['create', 'create', 'create', 'delete'])
      const ledger = await github.ledger()
      expect(ledger).toMatch(/"because":"expired"/)
      expect(ledger).toMatch(/"end":"gone"/)
      // The next run finds nothing to do.
      expect((await github.reap()).failure).toBeUndefined()
      expect(changes(github)).toEqual(['create', 'create', 'create', 'delete'])
    }))
})

describe('the GitHub workflow of morning and evening', { timeout: 240_000 }, () => {
  const { on } = workflow('examples/github-actions/schedule.yml')
  const [morning, evening] = on.schedule as readonly [{ cron: string }, { cron: string }]

  it('starts and stops by its schedules and by hand, and records each', () =>
    withGithubProject(QUICK, async (github) => {
      await github.carry(FLEET)
      for (const [by, operation] of [
        [evening, 'stop'],
        [morning, 'start'],
        [{ command: 'stop' }, 'stop'],
        [{ command: 'start' }, 'start'],
      ] as const) {
        const before = await github.ledger()
        const { failure, output } = await github.schedule(by)
        expect(failure, output).toBeUndefined()
        expect(changes(github).at(-1)).toBe(operation)
        expect((await github.ledger())?.slice(before?.length)).toContain(
          `"operation":"${operation}"`,
        )
      }
    }))

  it('fails where a start is refused since it is sold out, and tries nothing else', () =>
    withGithubProject(
      {
        ...QUICK,
        faults: [
          {
            on: 'start',
            do: { fault: 'answer', at: 'before', status: 400, reason: 'INSUFFICIENT_RESOURCE' },
          },
        ],
      },
      async (github) => {
        await github.carry(FLEET)
        await github.schedule(evening)
        const refused = await github.schedule(morning)
        expect(refused.failure).toContain('exit code 1')
        expect(refused.output).toContain('INSUFFICIENT_RESOURCE')
        expect(changes(github)).toEqual(['create', 'stop', 'start'])
        expect(github.sandbox.instances().map(({ name }) => name)).toEqual(['a'])
      },
    ))

  it('fails for a schedule that it has no command for', () =>
    withGithubProject(QUICK, async (github) => {
      const { failure, output } = await github.schedule({ cron: '0 0 * * *' })
      expect(failure).toContain('exit code 1')
      expect(output).toContain('no command for the schedule 0 0 * * *')
      expect(github.sandbox.calls()).toEqual([])
    }))
})
