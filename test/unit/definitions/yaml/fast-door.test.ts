import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import { expect, it } from 'vitest'

const FAST = 'src/definitions/yaml/fast/'

it('the fast reader has one door, so that it can be removed', () => {
  const outside = readdirSync('src', { recursive: true, encoding: 'utf8' })
    .map((path) => join('src', path))
    .filter((path) => path.endsWith('.ts') && !path.startsWith(FAST))
  const doors = outside.flatMap((path) =>
    [...readFileSync(path, 'utf8').matchAll(/(?:from|import\() ?'(\..*?)'/g)]
      .map(([, target = '']) => normalize(join(dirname(path), target)))
      .filter((target) => target.startsWith(FAST))
      .map((target) => ({ path, target })),
  )
  expect(doors).toEqual([{ path: 'src/definitions/yaml/parse.ts', target: `${FAST}quick.ts` }])
})
