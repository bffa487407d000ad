import { join, resolve } from 'node:path'
import { fleetText, put } from './files.ts'
import { alternate, peakOf, type Subject } from './rounds.ts'
import type { Rival, Row, Target } from './row.ts'
import type { Summary } from './statistics.ts'

const NODE = process.execPath
const CLI = resolve('dist/cli.cjs')

/** The bare start of Node, which everything is compared with. */
const BARE: Subject = { name: 'node -e 0', command: NODE, args: ['-e', '0'] }

/** How long the program takes to say something short, and to plan and check fleets of several sizes beside others. */
export async function measureStartUp(folder: string, isQuick: boolean): Promise<readonly Row[]> {
  const small = [
    ours('--version', ['--version']),
    ours('--help', ['--help']),
    ...[1, 10, 100].map((entries) => planOf(folder, entries)),
    ...[1, 100].flatMap((entries) => [validateOf(folder, entries), ...peersOf(folder, entries)]),
  ]
  const short = await rowsOf('start-up', small, isQuick ? 7 : 21)
  const sizes = isQuick ? [1000, 10_000] : [1000, 10_000, 100_000]
  const long = await rowsOf(
    'size',
    [
      ...sizes.map((entries) => planOf(folder, entries)),
      ...[1000, 10_000].flatMap((entries) => [
        validateOf(folder, entries),
        ...peersOf(folder, entries),
      ]),
    ],
    isQuick ? 1 : 5,
  )
  return [...short, ...long]
}

async function rowsOf(
  part: string,
  subjects: readonly Subject[],
  rounds: number,
): Promise<readonly Row[]> {
  const times = await alternate([BARE, ...subjects], rounds)
  const base = times.get(BARE.name)?.median ?? Number.NaN
  const rows: Row[] = []
  for (const subject of [BARE, ...subjects]) {
    const time = times.get(subject.name)
    if (time === undefined) continue
    const peak = await peakOf(subject)
    const target = TARGETS[subject.name]
    const rivals = rivalsOf(subject.name, times)
    const ratio = time.median / base
    rows.push({ part, name: subject.name, time, base, ratio, peak, target, rivals })
  }
  return rows
}

/** The other programs that read the same file. */
function rivalsOf(name: string, times: ReadonlyMap<string, Summary>): readonly Rival[] {
  const [, kind, size] = /^(\S+), (.*)$/.exec(name) ?? []
  if (kind !== 'plan' && kind !== 'validate') return []
  return OTHERS.flatMap((other) => {
    const median = times.get(`${other}, ${size}`)?.median
    return median === undefined ? [] : [{ name: other, median }]
  })
}

const OTHERS = ['ajv-cli validate', 'yaml parse']

/** Of the machine and the day the figures were agreed on, as ratios where a ratio says enough. */
const TARGETS: Readonly<Record<string, Target>> = {
  '--version': { ratio: 1.3 },
  '--help': { ratio: 1.3 },
  'plan, 1 entry': { ratio: 1.9 },
  'plan, 10 entries': { ratio: 2 },
  'plan, 100 entries': { ratio: 2.5 },
  'plan, 1000 entries': { more: 250 },
  'plan, 10000 entries': { more: 1200, peak: 150 },
}

const ours = (name: string, args: readonly string[]): Subject => ({
  name,
  command: NODE,
  args: [CLI, ...args],
})

function planOf(folder: string, entries: number): Subject {
  const file = fleetOf(folder, entries)
  return {
    ...ours(`plan, ${counted(entries)}`, ['plan', file, '--refresh', 'never']),
    cwd: folder,
  }
}

/** What `ajv-cli validate` does, and more. */
const validateOf = (folder: string, entries: number): Subject =>
  ours(`validate, ${counted(entries)}`, ['validate', fleetOf(folder, entries)])

const counted = (entries: number): string => `${entries} ${entries === 1 ? 'entry' : 'entries'}`

function peersOf(folder: string, entries: number): readonly Subject[] {
  const file = fleetOf(folder, entries)
  const schema = resolve('schemas/instances.schema.json')
  const ajv = resolve('node_modules/ajv-cli/dist/index.js')
  const yaml = put(
    folder,
    'parse.mjs',
    `import { readFileSync } from 'node:fs'\nimport { parse } from ${JSON.stringify(resolve('node_modules/yaml/dist/index.js'))}\nparse(readFileSync(process.argv[2], 'utf8'))\n`,
  )
  return [
    {
      name: `ajv-cli validate, ${counted(entries)}`,
      command: NODE,
      args: [ajv, 'validate', '-s', schema, '-d', file],
    },
    { name: `yaml parse, ${counted(entries)}`, command: NODE, args: [yaml, file] },
  ]
}

const fleetOf = (folder: string, entries: number): string =>
  put(folder, join('fleets', `${entries}.yaml`), fleetText(entries))
