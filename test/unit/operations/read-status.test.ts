import { describe, expect, it } from 'vitest'
import type { RemoteInstance } from '../../../src/api/remote.ts'
import { Secret } from '../../../src/model/secret.ts'
import { readStatus, type StatusOptions } from '../../../src/operations/read-status.ts'
import { anInstance, aSpec } from '../../support/builders.ts'
import { adopted, id, intent, key } from '../../support/ledger-records.ts'
import { clientOf, hearing, targetOf } from '../../support/operation-target.ts'

const OPTIONS: Omit<StatusOptions, 'root'> = {
  refresh: 'auto',
  settleMs: 60_000,
  acceptAccount: false,
  only: [],
  exclude: [],
}

const A = adopted({ key: key('a'), name: 'a', id: id('i-a') })
const B = adopted({ key: key('b'), name: 'b', id: id('i-b') })

describe('readStatus', () => {
  it('tells what runs, what is gone and what is not ours, and how far it is', async () => {
    const client = clientOf([anInstance('i-a', 'a'), anInstance('x', 'other')])
    const { target, cwd } = await targetOf(client, A, B)
    const { reporter, steps, news } = hearing()
    const { report, connections, allRun } = await readStatus(
      undefined,
      target,
      { ...OPTIONS, root: cwd },
      reporter,
    )
    expect(report.instances.map(({ name, presence }) => [name, presence.kind])).toEqual([
      ['a', 'seen'],
      ['b', 'gone'],
    ])
    expect(report.unmanaged.map(({ instance }) => instance.id)).toEqual(['x'])
    expect(report.instances[0]?.inFiles).toBeUndefined()
    expect([...connections.keys()]).toEqual(['i-a'])
    expect(allRun).toBe(false)
    expect(steps).toEqual(['looking', 'over', 'looking', 'over', 'connecting', 'over'])
    expect(news).toEqual([])
  })

  it('asks for what the list does not show before it is called gone', async () => {
    const client = clientOf([], { more: [anInstance('i-a', 'a')] })
    const { target, cwd } = await targetOf(client, A)
    const status = await readStatus(
      undefined,
      target,
      { ...OPTIONS, root: cwd },
      hearing().reporter,
    )
    expect(status.report.instances[0]?.presence.kind).toBe('seen')
    expect(status.allRun).toBe(true)
  })

  it('tells what is in no file only where all of the definitions were read', async () => {
    const { target, cwd } = await targetOf(clientOf([]), A, B)
    const inFiles = async (coversAll: boolean) => {
      const fleet = { specs: [aSpec('a')], files: [{ path: 'fleet.yaml' }], cwd, coversAll }
      const options = { ...OPTIONS, root: cwd }
      const { report } = await readStatus(fleet, target, options, hearing().reporter)
      return report.instances.map((item) => item.inFiles)
    }
    expect(await inFiles(true)).toEqual([true, false])
    expect(await inFiles(false)).toEqual([undefined, undefined])
  })

  it('counts when something expires by both clocks, as a plan does', async () => {
    const createdAt = Math.floor(Date.now() / 1000)
    const client = { ...clientOf([anInstance('i-a', 'a', { createdAt })]), skewMs: () => -25_000 }
    const { target, cwd } = await targetOf(client, A)
    const specs = [aSpec('a', {}, { expires: { kind: 'after', ms: 5000, text: '5s' } })]
    const fleet = { specs, files: [], cwd, coversAll: true }
    const options = { ...OPTIONS, root: cwd }
    const { report } = await readStatus(fleet, target, options, hearing().reporter)
    expect(report.instances[0]?.expiry?.at).toBe(createdAt * 1000 + 30_000)
  })

  it('looks again as its caller wants, and keeps the selection and the last look', async () => {
    let status = 'pulling'
    const seen = (): readonly RemoteInstance[] => [anInstance('i-a', 'a', { status })]
    const client = {
      ...clientOf([]),
      list: async () => ({ kind: 'complete', instances: seen() }) as const,
    }
    const { target, cwd } = await targetOf(client, A, B)
    const { report } = await readStatus(
      undefined,
      target,
      {
        ...OPTIONS,
        root: cwd,
        only: ['a'],
        follow: async (first, look) => {
          expect(first.instances.map(({ name }) => name)).toEqual(['a'])
          status = 'running'
          return look()
        },
      },
      hearing().reporter,
    )
    expect(report.instances.map(({ presence }) => presence)).toMatchObject([
      { kind: 'seen', instance: { status: 'running' } },
    ])
  })

  it('does not call everything running while an attempt is in doubt', async () => {
    const open = intent({ key: key('a'), name: 'a' })
    const { target, cwd } = await targetOf(clientOf([anInstance('i-b', 'b')]), B, open)
    const options = { ...OPTIONS, root: cwd }
    expect(await readStatus(undefined, target, options, hearing().reporter)).toMatchObject({
      report: { doubts: [{ name: 'a' }] },
      allRun: false,
    })
  })

  it('works from the ledger alone without a client, unless it has to see the account', async () => {
    const { target, cwd } = await targetOf(undefined, A)
    const { report, connections } = await readStatus(
      undefined,
      target,
      { ...OPTIONS, root: cwd },
      hearing().reporter,
    )
    expect(report.refresh).toMatchObject({ kind: 'not-asked' })
    expect(connections.size).toBe(0)
    const insists = { ...OPTIONS, root: cwd, refresh: 'always' } as const
    await expect(readStatus(undefined, target, insists, hearing().reporter)).rejects.toThrow(
      '--refresh always insists',
    )
  })

  it('refuses the ledger of another account', async () => {
    const { target, cwd } = await targetOf(clientOf([]), A)
    const other = { ...target, apiKey: new Secret('sk_other_key_987654321', '(secret)') }
    const options = { ...OPTIONS, root: cwd }
    await expect(readStatus(undefined, other, options, hearing().reporter)).rejects.toThrow(
      'it may be another',
    )
    const { reporter, news } = hearing()
    await readStatus(undefined, other, { ...options, acceptAccount: true }, reporter)
    expect(news).toMatchObject([{ kind: 'new-key' }])
  })
})
