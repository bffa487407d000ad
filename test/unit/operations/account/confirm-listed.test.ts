import { describe, expect, it } from 'vitest'
import type { Client } from '../../../../src/api/client.ts'
import { type InstanceDetails, provesAbsence } from '../../../../src/api/remote.ts'
import type { AttemptId, InstanceId } from '../../../../src/ledger/record.ts'
import type { State } from '../../../../src/ledger/state.ts'
import { confirmListed } from '../../../../src/operations/account/confirm-listed.ts'
import { anInstance, aSpec, aState, entryOf, owned } from '../../../support/builders.ts'

const a = aSpec('a')
const state = aState(entryOf(a, [owned('1', a)]))
const SOON = Date.parse('2026-11-01T10:00:30.000Z')
const LATER = Date.parse('2026-11-24T12:00:00.000Z')

const details = (id: string, status = 'running'): InstanceDetails => ({
  ...anInstance(id, 'a', { status }),
  spotStatus: undefined,
  keepDataDays: undefined,
  ssh: undefined,
  tools: [],
})

type Got = Awaited<ReturnType<Client['get']>>

/** What an empty list and this answer to a get come to, long after the instance was made. */
const seen = (answer: Got, now = LATER) =>
  confirmListed(
    { kind: 'complete', instances: [] },
    { state, specs: [a], settleMs: 60_000, now, client: { get: async () => answer } },
  )

describe('confirmListed', () => {
  it('adds to the list what is there after all', async () => {
    const answer = { kind: 'ok', value: details('1') } as const
    expect(await seen(answer, SOON)).toMatchObject({ kind: 'complete', instances: [{ id: '1' }] })
  })

  it('takes a list for no proof of an absence that leaves out what is there and no longer new', async () => {
    expect(await seen({ kind: 'ok', value: details('1') })).toMatchObject({
      kind: 'complete',
      instances: [{ id: '1' }],
      leftOut: 'the list does not show 1, which is there',
    })
    const removed = { kind: 'ok', value: details('1', 'removed') } as const
    expect(provesAbsence(await seen(removed))).toBe(true)
  })

  it('believes that an instance is gone when the service says so, and it is not too new', async () => {
    const gone = { kind: 'gone', why: 'HTTP 404' } as const
    expect(await seen(gone)).toEqual({ kind: 'complete', instances: [] })
    expect(await seen(gone, SOON)).toMatchObject({ kind: 'partial' })
  })

  it('takes what the ledger dates ahead of this clock for new, not for old', async () => {
    const before = Date.parse('2026-11-01T09:58:00.000Z')
    expect(await seen({ kind: 'gone', why: 'HTTP 404' }, before)).toMatchObject({
      kind: 'partial',
      why: expect.stringContaining('still to come by the clock here'),
    })
  })

  it('counts by the clock of the service where both runs knew it', async () => {
    const [one] = state.entries.get(a.key)?.instances ?? []
    if (one === undefined) throw new Error('the entry owns nothing')
    const answered = {
      attempt: 'x' as AttemptId,
      since: one.since,
      until: undefined,
      skewMs: -120_000,
      limitMs: undefined,
      settleMs: undefined,
    }
    const ahead = aState(entryOf(a, [{ ...one, answered }]))
    // The machine that made it was two minutes ahead: by ours that was 30 s ago, or 70.
    const gone = async (now: string) =>
      confirmListed(
        { kind: 'complete', instances: [] },
        {
          state: ahead,
          specs: [a],
          settleMs: 60_000,
          now: Date.parse(now),
          skewMs: 0,
          client: { get: async () => ({ kind: 'gone', why: 'HTTP 404' }) },
        },
      )
    expect(await gone('2026-11-01T09:58:30.000Z')).toMatchObject({ kind: 'partial' })
    expect(await gone('2026-11-01T09:59:10.000Z')).toEqual({ kind: 'complete', instances: [] })
  })

  it('asks twice before it believes that: a single refusal may be wrong', async () => {
    const answers: Got[] = [
      { kind: 'gone', why: 'HTTP 404' },
      { kind: 'ok', value: details('1') },
    ]
    const remote = await confirmListed(
      { kind: 'complete', instances: [] },
      {
        state,
        specs: [a],
        settleMs: 60_000,
        now: LATER,
        client: { get: async () => answers.shift() ?? { kind: 'gone', why: 'HTTP 404' } },
      },
    )
    expect(remote).toMatchObject({ instances: [{ id: '1' }] })
  })

  it.each<[string, Got]>([
    ['a call that failed', { kind: 'failed', why: 'HTTP 500', refusal: undefined }],
    ['a web page with 404', { kind: 'not-offered', why: 'HTTP 404' }],
    ['the record of another instance', { kind: 'ok', value: details('2') }],
  ])('takes nothing for gone because of %s', async (_what, answer) => {
    expect(await seen(answer)).toMatchObject({ kind: 'partial', why: expect.stringContaining('1') })
  })

  const onItsWay = (answer: Got, status = 'pending', of = aState()) =>
    confirmListed(
      { kind: 'complete', instances: [anInstance('1', 'a', { status })] },
      { state: of, specs: [a], settleMs: 60_000, now: LATER, client: { get: async () => answer } },
    )

  it.each<[string, Got]>([
    ['does not know it', { kind: 'gone', why: 'HTTP 404' }],
    ['says that it was removed', { kind: 'ok', value: details('1', 'removed') }],
  ])('counts on nothing that is on its way where the service %s', async (_what, answer) => {
    for (const of of [aState(), state]) {
      expect(await onItsWay(answer, 'pending', of)).toMatchObject({
        kind: 'partial',
        instances: [],
        why: expect.stringContaining('the list shows 1 as pending'),
      })
    }
  })

  it('counts on what is on its way where asking for it tells nothing else', async () => {
    const answers: Got[] = [
      { kind: 'ok', value: details('1', 'pulling') },
      { kind: 'failed', why: 'HTTP 500', refusal: undefined },
      { kind: 'not-offered', why: 'HTTP 404' },
    ]
    for (const answer of answers) {
      expect(await onItsWay(answer)).toMatchObject({ kind: 'complete', instances: [{ id: '1' }] })
    }
  })

  it('asks for nothing that the list shows as running', async () => {
    expect(await onItsWay({ kind: 'gone', why: 'HTTP 404' }, 'running')).toMatchObject({
      kind: 'complete',
      instances: [{ id: '1' }],
    })
  })

  describe('for what the ledger ended and a list shows alive', () => {
    const ended: State = {
      ...aState(),
      departed: new Map([
        [
          '1' as InstanceId,
          {
            key: a.key,
            departure: { kind: 'destroyed', at: '2026-11-02T00:00:00.000Z', because: 'destroy' },
            owned: owned('1', a),
          },
        ],
      ]),
    }

    /** What these answers to a get, the last one again and again, make of a list that shows it. */
    const back = (status: string, ...answers: readonly Got[]) => {
      const left = [...answers]
      const last = answers.at(-1) ?? { kind: 'gone', why: 'HTTP 404' }
      return confirmListed(
        { kind: 'complete', instances: [anInstance('1', 'a', { status }), anInstance('2', 'b')] },
        {
          state: ended,
          // Whichever entries the run is about.
          specs: [],
          settleMs: 60_000,
          now: LATER,
          client: { get: async () => left.shift() ?? last },
        },
      )
    }

    it.each<[string, string, readonly Got[]]>([
      ['says twice that it does not know it', 'running', [{ kind: 'gone', why: 'HTTP 404' }]],
      ['says that it was removed', 'running', [{ kind: 'ok', value: details('1', 'removed') }]],
      ['does not know it, on its way by the list', 'pulling', [{ kind: 'gone', why: 'HTTP 404' }]],
    ])('leaves it out of a whole list where the service %s', async (_what, status, answers) => {
      expect(await back(status, ...answers)).toMatchObject({
        kind: 'complete',
        instances: [{ id: '2' }],
      })
    })

    it.each<[string, readonly Got[]]>([
      ['shows it', [{ kind: 'ok', value: details('1') }]],
      [
        'says only once that it does not know it',
        [
          { kind: 'gone', why: 'HTTP 404' },
          { kind: 'ok', value: details('1') },
        ],
      ],
      ['cannot be asked', [{ kind: 'failed', why: 'HTTP 500', refusal: undefined }]],
    ])('believes the list where the service %s', async (_what, answers) => {
      expect(await back('running', ...answers)).toMatchObject({
        kind: 'complete',
        instances: [{ id: '1' }, { id: '2' }],
      })
    })

    it('asks for nothing that the list shows as removed', async () => {
      const answers: Got[] = []
      expect(await back('removed', ...answers)).toMatchObject({
        kind: 'complete',
        instances: [{ id: '1', status: 'removed' }, { id: '2' }],
      })
    })
  })
})
