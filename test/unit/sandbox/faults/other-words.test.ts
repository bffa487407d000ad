import { describe, expect, it } from 'vitest'
import { inFull } from '../../../../src/sandbox/faults/other-words.ts'
import { ask, askJson, create, withSandbox } from '../../../support/sandbox.ts'

const shown = async (sandbox: Parameters<typeof askJson>[0], id: string) => {
  const list = await askJson(sandbox, 'list')
  const get = await askJson(sandbox, 'get', { query: `?instanceId=${id}` })
  return [list.json.instances[0], get.json]
}

describe('an image in full', () => {
  it.each([
    ['nginx', 'docker.io/library/nginx:latest'],
    ['nginx:1.27', 'docker.io/library/nginx:1.27'],
    ['org/app:1', 'docker.io/org/app:1'],
    ['quay.io/org/app', 'quay.io/org/app:latest'],
    ['localhost:5000/app@sha256:0a', 'localhost:5000/app@sha256:0a'],
  ])('%s is %s', (image, full) => {
    expect(inFull(image)).toBe(full)
  })

  it('is what list and get show, and nothing that is kept', async () => {
    const faults = [{ on: ['list', 'get'], do: { fault: 'full-images' } }] as const
    await withSandbox({ faults }, async (sandbox) => {
      const id = await create(sandbox, { imageUrl: 'nginx:1' })
      const full = { imageUrl: 'docker.io/library/nginx:1' }
      expect(await shown(sandbox, id)).toMatchObject([full, full])
      expect(sandbox.instances()).toMatchObject([{ imageUrl: 'nginx:1' }])
    })
  })
})

describe('the ports of tools', () => {
  const faults = [{ on: ['list', 'get', 'edit'], do: { fault: 'tool-ports' } }] as const
  const tools = [{ name: 'Jupyter', port: '8888', type: 'http' }]
  const own = { port: 22, type: 'tcp' }
  const tool = { port: 8888, type: 'http' }

  it.each([
    ['leaves open', [{ port: 80, type: 'http' }, tool], [{ port: 80, type: 'http' }, tool]],
    ['closes', [own], [own]],
  ])('are among the others, and an edit with the whole set %s them', async (_what, sent, after) => {
    await withSandbox({ faults }, async (sandbox) => {
      const id = await create(sandbox, { ports: '22/tcp', tools })
      const before = { portMappings: [own, tool] }
      expect(await shown(sandbox, id)).toMatchObject([before, before])
      const body = { instanceId: id, ports: sent, expandRootDisk: 0 }
      expect(await ask(sandbox, 'edit', { body })).toMatchObject({ status: 200 })
      expect(await shown(sandbox, id)).toMatchObject([
        { portMappings: after },
        { portMappings: after },
      ])
    })
  })

  it('are shown with those that the service opened for itself', async () => {
    const own = { on: ['list', 'get'], do: { fault: 'tool-ports', own: ['2022/ssh'] } } as const
    await withSandbox({ faults: [own] }, async (sandbox) => {
      const id = await create(sandbox, { ports: '22/tcp', tools })
      const [list] = await shown(sandbox, id)
      expect(list.portMappings).toMatchObject([{ port: 22 }, tool, { port: 2022, type: 'ssh' }])
    })
  })

  it('are not shown, and left alone by an edit, without the fault', async () => {
    await withSandbox({}, async (sandbox) => {
      const id = await create(sandbox, { ports: '22/tcp', tools })
      await ask(sandbox, 'edit', { body: { instanceId: id, ports: [own], expandRootDisk: 0 } })
      expect((await shown(sandbox, id))[0].portMappings).toHaveLength(1)
      expect(sandbox.instances()).toMatchObject([{ tools: [tool] }])
    })
  })
})
