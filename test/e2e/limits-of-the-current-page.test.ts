import { describe, expect, it } from 'vitest'
import { runInProcess } from '../support/run-in-process.ts'
import { tempDir } from '../support/temp-dir.ts'

// The reference page and the current page of the vendor name different limits. A config chooses.

const fleet = (more: string): string =>
  `instances:
  - name: web
    kind: gpu
    productId: "4090.18c.60g"
    gpuNum: 1
    rootfsSize: 60
    imageUrl: example/app:1.0
    ${more}
`

const envsAsMap = (count: number): string =>
  `envs: { ${Array.from({ length: count }, (_, at) => `E${at}: a`).join(', ')} }`

const envsAsList = (count: number): string =>
  `envs: [${Array.from({ length: count }, (_, at) => `{ key: E${at}, value: a }`).join(', ')}]`

const CURRENT = { 'ppi-apply.config.yaml': 'limits: current\n' }

async function validate(text: string, files: Readonly<Record<string, string>> = {}) {
  const cwd = tempDir({ 'f.yaml': text, ...files })
  const run = await runInProcess(['validate', 'f.yaml', '--format', 'json'], { cwd })
  const { diagnostics } = JSON.parse(run.stdout) as {
    diagnostics: readonly { severity: string; code: string; message: string; hint?: string }[]
  }
  return {
    code: run.code,
    found: diagnostics.map(
      ({ severity, code, message, hint }) => `${severity} ${code} ${message} | ${hint ?? ''}`,
    ),
  }
}

describe('limits', () => {
  it.each([
    ['a map', envsAsMap],
    ['a list', envsAsList],
  ])('of the current page take up to 100 variables: %s', async (_, envs) => {
    expect(await validate(fleet(envs(100)), CURRENT)).toEqual({ code: 0, found: [] })
    const { code, found } = await validate(fleet(envs(101)), CURRENT)
    expect(code).toBe(1)
    expect(found).toHaveLength(1)
    expect(found[0]).toContain('at most 100 are allowed by the current page (`limits: current`)')
  })

  it('of the reference page are the default, and say where the others are', async () => {
    expect(await validate(fleet(envsAsMap(30)))).toEqual({ code: 0, found: [] })
    const { code, found } = await validate(fleet(envsAsMap(31)))
    expect(code).toBe(1)
    expect(found).toHaveLength(1)
    expect(found[0]).toContain('at most 30 are allowed |')
    expect(found[0]).toContain('`limits: current` in the config')
    expect(found[0]).toContain('allows 100')
  })

  it('of the current page hold for variables that come from defaults', async () => {
    const text = `defaults:\n  ${envsAsMap(60)}\n${fleet(envsAsMap(100).replaceAll('E', 'F'))}`
    const { code, found } = await validate(text, CURRENT)
    expect(code).toBe(1)
    expect(found).toHaveLength(1)
    expect(found[0]).toContain('has 160 items, but at most 100')
  })

  it.each<readonly [string, string, string, number]>([
    ['a value', `envs: { A: ${'x'.repeat(4095)} }`, `envs: { A: ${'x'.repeat(4096)} }`, 4095],
    [
      'a value of the list form, counted in characters',
      `envs: [{ key: A, value: ${'😀'.repeat(4095)} }]`,
      `envs: [{ key: A, value: ${'😀'.repeat(4096)} }]`,
      4095,
    ],
    [
      'the name of a variable',
      `envs: [{ key: ${'K'.repeat(511)}, value: a }]`,
      `envs: [{ key: ${'K'.repeat(512)}, value: a }]`,
      511,
    ],
    ['a cluster', `clusterId: ${'c'.repeat(255)}`, `clusterId: ${'c'.repeat(256)}`, 255],
    [
      'a mount point',
      `networkStorages: [{ Id: a, mountPoint: /${'m'.repeat(4094)} }]`,
      `networkStorages: [{ Id: a, mountPoint: /${'m'.repeat(4095)} }]`,
      4095,
    ],
  ])('of the current page end where that page says, for %s', async (_, longest, longer, most) => {
    expect(await validate(fleet(longest), CURRENT)).toEqual({ code: 0, found: [] })
    const { code, found } = await validate(fleet(longer), CURRENT)
    expect(code).toBe(1)
    expect(found).toHaveLength(1)
    expect(found[0]).toMatch(/^error text-too-long /)
    const limit = String(most).replace(/^4/, '4,')
    expect(found[0]).toContain(`the ${limit} characters that are allowed by the current page`)
  })

  it('leave room for the marker up to the last variable', async () => {
    for (const [count, isMarked] of [
      [30, true],
      [99, true],
      [100, false],
    ] as const) {
      const cwd = tempDir({ 'f.yaml': fleet(envsAsMap(count)), ...CURRENT })
      const run = await runInProcess(['apply', 'f.yaml', '--sandbox', '--yes', '--settle=0'], {
        cwd,
      })
      expect(run.code, run.stderr).toBe(0)
      expect(run.stderr.includes('is created without `PPI_APPLY_ID`')).toBe(!isMarked)
      const shown = await runInProcess(['render', 'f.yaml'], { cwd })
      expect(shown.stdout.includes('PPI_APPLY_ID')).toBe(isMarked)
    }
  })

  it('of a page that nobody knows are refused', async () => {
    const cwd = tempDir({ 'f.yaml': fleet(''), 'ppi-apply.config.yaml': 'limits: newest\n' })
    const run = await runInProcess(['validate', 'f.yaml'], { cwd })
    expect(run.code).toBe(1)
    expect(run.stderr).toContain('limits must be reference or current')
  })
})
