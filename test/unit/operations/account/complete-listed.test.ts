import { describe, expect, it } from 'vitest'
import type { Client } from '../../../../src/api/client.ts'
import { withKeptDays } from '../../../../src/operations/account/complete-listed.ts'
import { plan } from '../../../../src/plan/make-plan.ts'
import { anInstance, aSpec, aState, entryOf, owned } from '../../../support/builders.ts'
import { detailsOf } from '../../../support/operation-target.ts'
import { listOf, NOW } from '../../../support/plan-report.ts'

const [a, b, c] = [aSpec('a'), aSpec('b'), aSpec('c')]
const CREATED = Date.parse(owned('i', a).since) / 1000

/** What a stop of three entries does: one runs, one is stopped already, one has failed. */
const actions = plan({
  specs: [a, b, c],
  state: aState(...[a, b, c].map((each) => entryOf(each, [owned(`i-${each.name}`, each)]))),
  remote: listOf(
    anInstance('i-a', 'a', { createdAt: CREATED }),
    anInstance('i-b', 'b', { createdAt: CREATED, status: 'exited' }),
    anInstance('i-c', 'c', { createdAt: CREATED, statusError: 'no memory' }),
  ),
  coversAll: true,
  goal: { kind: 'stop' },
  now: NOW,
})

type Got = Awaited<ReturnType<Client['get']>>

/** What this answer makes of the actions, and which ids were asked for. */
async function told(answer: Got) {
  const asked: string[] = []
  const client = {
    get: async (id: string) => {
      asked.push(id)
      return answer
    },
  }
  return { actions: await withKeptDays(actions, client), asked }
}

const detailsFor = (id: string) => ({ ...detailsOf(anInstance(id, 'a')), keepDataDays: 7 })

describe('withKeptDays', () => {
  it('asks for what is stopped and for nothing else', async () => {
    const { actions: after, asked } = await told({ kind: 'ok', value: detailsFor('i-a') })
    expect(asked).toEqual(['i-a'])
    expect(after).toMatchObject([
      { kind: 'change', remote: { id: 'i-a', keepDataDays: 7 } },
      { kind: 'no-op' },
      { kind: 'failed' },
    ])
    expect(await withKeptDays(after, undefined)).toEqual(after)
  })

  it.each<[string, Got]>([
    ['a call that failed', { kind: 'failed', why: 'HTTP 500', refusal: undefined }],
    ['a web page with 404', { kind: 'not-offered', why: 'HTTP 404' }],
    ['the record of another instance', { kind: 'ok', value: detailsFor('i-b') }],
  ])('leaves everything as it is after %s', async (_what, answer) => {
    expect((await told(answer)).actions).toEqual(actions)
  })
})
