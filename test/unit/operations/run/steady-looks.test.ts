import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { provesAbsence, type Remote } from '../../../../src/api/remote.ts'
import type { ApplyPorts } from '../../../../src/apply/ports.ts'
import { steadyLooks } from '../../../../src/operations/run/steady-looks.ts'
import { anInstance } from '../../../support/builders.ts'
import { id } from '../../../support/ledger-records.ts'

const listOf = (...ids: readonly string[]): Remote => ({
  kind: 'complete',
  instances: ids.map((each) => anInstance(each, each)),
})

type Got = Awaited<ReturnType<ApplyPorts['get']>>

const GONE: Got = { kind: 'gone', why: 'HTTP 404' }
const there = (name: string, status = 'running'): Got => ({
  kind: 'ok',
  value: {
    ...anInstance(name, name, { status }),
    keepDataDays: undefined,
    ssh: undefined,
    tools: [],
  },
})

/** Looks at a service that lists these in turn, the last one for ever, and says this of each id. */
const looksAt = (lists: readonly Remote[], get: (id: string) => Got, before?: Remote) => {
  let nth = 0
  const list = async () => {
    nth += 1
    return lists[nth - 1] ?? lists.at(-1) ?? listOf()
  }
  return steadyLooks({ list, get: async (each) => get(each) }, before)
}

describe('the looks of a run', () => {
  it('take a list for no proof of an absence where it lost what is there', async () => {
    const { list } = looksAt([listOf('1', '2'), listOf('2')], there)
    expect(await list()).toEqual(listOf('1', '2'))
    expect(await list()).toEqual({
      ...listOf('2'),
      leftOut: 'the list does not show 1, which is there',
    })
  })

  it('know what was listed for the run before', async () => {
    expect(provesAbsence(await looksAt([listOf()], there, listOf('1')).list())).toBe(false)
  })

  it('list once more, since one of several machines may lag', async () => {
    const { list } = looksAt([listOf('1'), listOf(), listOf('1', '2')], there)
    await list()
    expect(await list()).toEqual(listOf('1', '2'))
  })

  it.each<[string, Got]>([
    ['does not know it', GONE],
    ['ends it', there('1', 'removing')],
  ])('miss nothing where the service %s', async (_what, answer) => {
    const { list } = looksAt([listOf('1'), listOf()], () => answer)
    await list()
    expect(await list()).toEqual(listOf())
  })

  it.each<[string, Got]>([
    ['fails', { kind: 'failed', why: 'HTTP 500', refusal: undefined }],
    ['has no such call', { kind: 'not-offered', why: 'HTTP 404' }],
  ])('believe no loss where asking for it %s', async (_what, answer) => {
    const { list } = looksAt([listOf('1'), listOf()], () => answer)
    await list()
    expect(provesAbsence(await list())).toBe(false)
  })

  it('ask nothing about what a look has seen gone', async () => {
    const asked: string[] = []
    const { list, get } = looksAt([listOf('1'), listOf()], (each) => {
      asked.push(each)
      return GONE
    })
    await list()
    await get(id('1'))
    await list()
    expect(asked).toEqual(['1'])
  })

  it('never take a list for a proof that lacks what is there and was listed', () =>
    fc.assert(
      fc.asyncProperty(
        fc.array(fc.subarray(['1', '2', '3', '4', '5']), { minLength: 1, maxLength: 6 }),
        fc.subarray(['1', '2', '3', '4', '5']),
        async (lists, alive) => {
          const given: (readonly string[])[] = []
          const { list } = steadyLooks({
            list: async () => {
              const ids = lists[given.length] ?? []
              given.push(ids)
              return listOf(...ids)
            },
            get: async (each) => (alive.includes(each) ? there(each) : GONE),
          })
          while (given.length < lists.length) {
            const before = new Set(given.flat())
            const remote = await list()
            const last = given.at(-1) ?? []
            const lost = [...before].filter((each) => alive.includes(each) && !last.includes(each))
            if (provesAbsence(remote)) expect(lost).toEqual([])
            if (given.flat().every((each) => last.includes(each))) {
              expect(provesAbsence(remote)).toBe(true)
            }
          }
        },
      ),
    ))
})
