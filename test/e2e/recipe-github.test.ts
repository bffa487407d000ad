import { describe, expect, it } from 'vitest'
import { entry, type GithubProject, withGithubProject } from '../support/github-project.ts'
import type { Comment, Forge, Pull } from '../support/github-workflow.ts'
import { askJson } from '../support/sandbox.ts'

const FLEET = `instances:\n${entry('a', ', envs: { HF_TOKEN: "${HF_TOKEN}" }')}`

const withPullRequest = (use: (pull: GithubProject) => Promise<void>): Promise<void> =>
  withGithubProject({}, use)

describe('the GitHub workflows', { timeout: 240_000 }, () => {
  it('take a change from its review to an instance and a ledger, once', () =>
    withPullRequest(async (pull) => {
      await pull.change(FLEET)
      expect(await pull.check()).toMatchObject({ failure: undefined })
      const planned = await pull.plan()
      expect(planned.failure).toBeUndefined()
      const [comment, ...others] = pull.forge.comments
      expect(others).toEqual([])
      expect(comment?.body).toMatch(
        /^<!-- gpu plan [0-9a-f-]{67} of [0-9a-f]{40} -->\n### Plan with --prune for/,
      )
      expect(comment?.body).toContain('1 to create')
      expect(comment?.body).toContain(planned.summary)
      await pull.merge(FLEET)
      expect(await pull.apply()).toMatchObject({ failure: undefined })
      expect(await pull.names()).toEqual(['a'])
      const ledger = await pull.ledger()
      expect(ledger?.match(/"type":"created"/g)).toHaveLength(1)
      expect(`${ledger}${comment?.body}${planned.output}`).not.toContain('planted')
      // The same run once more: what it would apply is not what was reviewed.
      expect((await pull.apply()).failure).toContain('exit code 1')
      expect(await pull.names()).toEqual(['a'])
    }))

  it('keep one comment, which is of the newest commit', () =>
    withPullRequest(async (pull) => {
      await pull.change(FLEET)
      await pull.plan()
      const [before] = structuredClone(pull.forge.comments)
      await pull.change(FLEET + entry('b'))
      await pull.plan()
      expect(pull.forge.comments).toHaveLength(1)
      expect(pull.forge.comments[0]?.body).toContain(`of ${pull.head} -->`)
      expect(pull.forge.comments[0]?.body).not.toBe(before?.body)
    }))

  it('show a mistake on its line, and in place of the plan', () =>
    withPullRequest(async (pull) => {
      await pull.change(FLEET.replace('gpuNum: 1', 'gpuNum: 99'))
      const checked = await pull.check()
      expect(checked.failure).toContain('exit code 1')
      expect(checked.output).toMatch(/^::error file=instances\.yaml,line=2,/m)
      expect((await pull.plan()).failure).toContain('exit code 1')
      expect(pull.forge.comments[0]?.body).toMatch(/^<!-- gpu plan none of \w+ -->\n### No plan\n/)
      await pull.merge(FLEET)
      expect((await pull.apply()).failure).toContain('has no plan')
    }))

  it('take no id from the checkout, nor from a run that failed', () =>
    withPullRequest(async (pull) => {
      const planted = `${'abcdef-'.repeat(5)}${'0'.repeat(32)}`
      const files = { 'plan.json': JSON.stringify({ planId: planted }), 'plan.md': planted }
      pull.head = await pull.project.push('change', {
        ...files,
        'instances.yaml': FLEET.replace('gpuNum: 1', 'gpuNum: 99'),
      })
      expect((await pull.plan()).failure).toContain('exit code 1')
      expect(pull.forge.comments[0]?.body).toMatch(/^<!-- gpu plan none of \w+ -->\n### No plan\n/)
      expect(JSON.stringify(pull.forge.comments)).not.toContain(planted)
    }))

  it('let the files read what is allowed alone', () =>
    withPullRequest(async (pull) => {
      await pull.change(FLEET.replace('imageUrl: x', 'imageUrl: "x/${PATH}:1"'))
      expect((await pull.plan()).failure).toContain('exit code 1')
      expect(pull.forge.comments[0]?.body).toContain('### No plan')
    }))

  it('apply nothing when the account moved after the review, but do so for the id of the new plan', () =>
    withPullRequest(async (pull) => {
      await pull.change(FLEET + entry('b'))
      await pull.plan()
      await pull.merge(FLEET + entry('b'))
      const body = {
        name: 'b',
        kind: 'gpu',
        productId: '4090.18c.60g',
        gpuNum: 1,
        rootfsSize: 60,
        imageUrl: 'x',
      }
      await askJson(pull.sandbox, 'create', { body })
      const refused = await pull.apply()
      expect(refused.failure).toContain('exit code 1')
      expect(refused.output).toContain('changed. Nothing was sent')
      expect(await pull.names()).toEqual(['b'])
      const [, id = ''] = /its id is ([0-9a-f-]+)/.exec(refused.output) ?? []
      expect(await pull.apply(id)).toMatchObject({ failure: undefined })
      expect(await pull.names()).toEqual(['a', 'b'])
    }))

  it('apply nothing without the one plan of the very commit that was merged', () =>
    withPullRequest(async (pull) => {
      await pull.change(FLEET)
      await pull.plan()
      await pull.merge(FLEET)
      const { comments, pulls } = structuredClone(pull.forge)
      const [comment] = comments as [Comment]
      const [merged] = pulls as [Pull]
      const spoiled: readonly (readonly [string, Forge])[] = [
        ['has no plan', { comments: [], pulls }],
        ['has no plan', { comments: [{ ...comment, user: { login: 'mallory' } }], pulls }],
        ['has no plan', { comments: [{ ...comment, body: `hello\n${comment.body}` }], pulls }],
        ['has no plan', { comments: [comment, comment], pulls }],
        ['older commit', { comments, pulls: [{ ...merged, head: { sha: 'f'.repeat(40) } }] }],
        ['No single pull request', { comments, pulls: [] }],
        ['No single pull request', { comments, pulls: [{ ...merged, merged_at: null }] }],
        ['No single pull request', { comments, pulls: [{ ...merged, merge_commit_sha: 'f' }] }],
      ]
      for (const [words, forge] of spoiled) {
        Object.assign(pull.forge, forge)
        expect((await pull.apply()).failure).toContain(words)
      }
      expect(await pull.names()).toEqual([])
    }))
})
