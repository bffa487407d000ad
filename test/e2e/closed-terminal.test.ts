import { describe, expect, it } from 'vitest'
import { atClosingTerminal, hasTerminals } from '../support/closing-terminal.ts'
import { sandboxWith, stateOf } from '../support/running-apply.ts'
import { serviceEnv } from '../support/service-env.ts'
import { tempDir } from '../support/temp-dir.ts'

const FLEET = `
defaults: { kind: gpu, productId: 4090.18c.60g, gpuNum: 1, rootfsSize: 60, imageUrl: "pytorch:2.7" }
instances: [{ name: a }, { name: b }]
`

describe('a terminal that is closed', () => {
  it.runIf(hasTerminals)(
    'ends the run like a signal: what was sent is recorded, exit 130',
    async () => {
      const { sandbox, reached } = await sandboxWith({
        faults: [{ on: 'create', do: { fault: 'delay', at: 'after', ms: 600 } }],
      })
      const cwd = tempDir({ 'fleet.yaml': FLEET })
      const terminal = atClosingTerminal(['apply', 'fleet.yaml'], {
        cwd,
        env: serviceEnv(sandbox),
        answer: 'yes',
      })
      await reached({ operation: 'create', phase: 'committed' })
      terminal.close()
      expect(await terminal.code).toBe('130')
      const entries = [...(await stateOf(sandbox, cwd)).entries.values()]
      expect(entries.map(({ name, instances, open }) => [name, instances.length, open])).toEqual([
        ['a', 1, []],
      ])
      expect(sandbox.instances()).toHaveLength(1)
    },
  )
})
