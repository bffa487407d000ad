import { build } from 'esbuild'
import { describe, expect, it } from 'vitest'

describe('parse', () => {
  it('loads the `yaml` package only for a file that needs it', async () => {
    const { metafile } = await build({
      entryPoints: ['src/definitions/load-fleet.ts'],
      bundle: true,
      write: false,
      metafile: true,
      splitting: true,
      format: 'esm',
      platform: 'node',
      packages: 'external',
      outdir: 'dist',
    })
    const importers = Object.values(metafile.outputs)
      .filter(({ imports }) => imports.some(({ path }) => path === 'yaml'))
      .map(({ entryPoint }) => entryPoint)
    expect(importers).toEqual(['src/definitions/yaml/parse-yaml.ts'])
  })
})
