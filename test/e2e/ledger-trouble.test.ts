import { copyFileSync, renameSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { ledgerPath, serviceOf } from '../../src/ledger/file-store/ledger-path.ts'
import { sandboxWith, startApply, stateOf } from '../support/running-apply.ts'
import { tempDir } from '../support/temp-dir.ts'

const FLEET = `
defaults: { kind: gpu, productId: 4090.18c.60g, gpuNum: 1, rootfsSize: 60, imageUrl: "pytorch:2.7" }
instances:
  - name: a
    command: "sleep ${'1'.repeat(1900)}"
  - name: b
`

describe('apply when the ledger cannot be written', () => {
  it('sends nothing when the disk takes no intent, and ends with 5', async () => {
    const { sandbox } = await sandboxWith()
    const cwd = tempDir({ 'fleet.yaml': FLEET })
    const limited = ['bash', '-c', 'ulimit -f 5; exec "$@"', 'bash']
    const { code, output } = await startApply(sandbox, cwd, { prefix: limited }).end()
    expect(code).toBe(5)
    expect(output).toContain('0 created, 2 not created, 0 in doubt')
    expect(output).toContain('ulimit -f')
    expect(sandbox.calls().filter(({ operation }) => operation === 'create')).toEqual([])
    expect(await startApply(sandbox, cwd).end()).toMatchObject({ code: 0 })
  })

  it('prints and keeps the id when the ledger is replaced during the call, and ends with 4', async () => {
    let path = ''
    let replaced = false
    const { sandbox } = await sandboxWith({
      onRequest: ({ operation, phase }) => {
        if (operation !== 'create' || phase !== 'committed' || replaced) return
        replaced = true
        copyFileSync(path, `${path}.copy`)
        renameSync(`${path}.copy`, path)
      },
    })
    const cwd = tempDir({ 'fleet.yaml': FLEET })
    path = ledgerPath(cwd, serviceOf(new URL(sandbox.url)))
    const { code, output } = await startApply(sandbox, cwd).end()
    const [made] = sandbox.instances()
    expect(code).toBe(4)
    expect(output).toContain(`a exists as ${made?.id}`)
    expect(output).toContain('Not tried, and not billed: b')
    expect(output).toContain('.rescued-')
    const next = await startApply(sandbox, cwd).end()
    expect(next.code).toBe(0)
    expect(next.output).toContain(`Took ${made?.id} into the ledger`)
    expect(sandbox.instances()).toHaveLength(2)
    const { entries } = await stateOf(sandbox, cwd)
    expect([...entries.values()].flatMap(({ instances }) => instances.map(({ id }) => id))).toEqual(
      sandbox.instances().map(({ id }) => id),
    )
  })
})
