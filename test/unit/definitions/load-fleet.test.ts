import { describe, expect, it } from 'vitest'
import { readVariables } from '../../../src/config/variable-file.ts'
import { readFleet } from '../../../src/definitions/load-fleet.ts'
import { tempDir } from '../../support/temp-dir.ts'

describe('readFleet', () => {
  it('tells findings in the order of the files, whichever stage made them', async () => {
    const cwd = tempDir({
      'a.yaml': 'instances: [{ name: a, kind: gpus }]\n',
      'b.yaml': 'instances: *nowhere\n',
    })
    const settings = {
      files: ['missing.yaml', 'a.yaml', 'b.yaml'],
      variables: await readVariables({}, [], { namedBy: 'person', root: '/' }),
    }
    const { diagnostics } = await readFleet({ cwd, readStdin: async () => undefined }, settings)
    const files = diagnostics.map(({ place }) => place.file.path)
    expect([...new Set(files)]).toEqual(['missing.yaml', 'a.yaml', 'b.yaml'])
  })
})
