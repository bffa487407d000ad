import { describe, expect, it } from 'vitest'
import { ask, askJson, create, stateOf, withSandbox } from '../../../support/sandbox.ts'

describe('a change by somebody else', () => {
  it.each(['stop', 'start', 'delete', 'reclaim', 'freeze'] as const)(
    'leaves alone what is on its way out: %s',
    async (change) => {
      const polls = { pace: { by: 'polls' }, removedLingers: 1 } as const
      await withSandbox(polls, async (sandbox) => {
        const id = await create(sandbox)
        await ask(sandbox, 'delete', { body: { instanceId: id } })
        expect(await stateOf(sandbox, id)).toBe('toRemove')
        expect(sandbox.meanwhile({ change, id })).toEqual([])
        expect(await stateOf(sandbox, id)).toBe('removing')
        expect(await stateOf(sandbox, id)).toBe('removed')
        expect(sandbox.meanwhile({ change, id })).toEqual([])
      })
    },
  )

  it('makes a twin that is paid in advance, and that nobody can release', async () => {
    await withSandbox({}, async (sandbox) => {
      const [id = ''] = sandbox.meanwhile({ change: 'twin', name: 'web', month: 1 })
      const { json } = await askJson(sandbox, 'get', { query: `?instanceId=${id}` })
      expect(json).toMatchObject({ name: 'web', billingMode: 'monthly' })
      expect(await ask(sandbox, 'delete', { body: { instanceId: id } })).toMatchObject({
        status: 400,
      })
    })
  })

  it('gives a container what no file speaks of, and leaves its variables', async () => {
    await withSandbox({}, async (sandbox) => {
      const id = await create(sandbox, { command: 'serve', envs: [{ key: 'MODE', value: 'x' }] })
      sandbox.meanwhile({ change: 'container', id, entrypoint: '/init', storageId: 'vol-1' })
      const { json } = await askJson(sandbox, 'get', { query: `?instanceId=${id}` })
      expect(json).toMatchObject({
        command: 'serve',
        entrypoint: '/init',
        envs: [{ key: 'MODE', value: 'x' }],
        volumeMounts: [{ id: 'vol-1', mountPath: '/by-hand' }],
      })
    })
  })

  it('lets it vanish sooner', async () => {
    await withSandbox({}, async (sandbox) => {
      const id = await create(sandbox)
      await ask(sandbox, 'delete', { body: { instanceId: id } })
      expect(sandbox.meanwhile({ change: 'vanish', id })).toEqual([id])
      expect(await stateOf(sandbox, id)).toBe(404)
    })
  })
})
