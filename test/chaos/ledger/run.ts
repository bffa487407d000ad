import { join } from 'node:path'
import process from 'node:process'
import { parseArgs } from 'node:util'
import { hasRadosgw } from '../../support/radosgw.ts'
import { endRun } from '../end-run.ts'
import { STORES, type StoreName } from './place/place.ts'
import { type PlayedLedger, playLedger } from './play-ledger.ts'
import type { Control } from './worker/orders.ts'

const CONTROLS: readonly Control[] = ['next-free', 'versioned']

const { values } = parseArgs({
  options: {
    store: { type: 'string' },
    rounds: { type: 'string', default: '1000' },
    processes: { type: 'string', default: '2' },
    seed: { type: 'string' },
    control: { type: 'string' },
    calm: { type: 'boolean', default: false },
    minutes: { type: 'string', default: '240' },
  },
})

const choose = <Name extends string>(names: readonly Name[], given: string, flag: string): Name => {
  const found = names.find((name) => name === given)
  if (found === undefined) throw new Error(`--${flag} is one of ${names.join(', ')}`)
  return found
}

/** The whole, where no store is named: all that this machine has. */
const stores: readonly StoreName[] =
  values.store === undefined
    ? STORES.filter((name) => name !== 'radosgw' || hasRadosgw())
    : [choose(STORES, values.store, 'store')]
const control =
  values.control === undefined ? undefined : choose(CONTROLS, values.control, 'control')
if (control !== undefined && values.store === undefined) {
  throw new Error('--control breaks one store: name it with --store')
}
const seed = Number(values.seed ?? Math.floor(Math.random() * 1_000_000))
const rounds = Number(values.rounds)

const say = (line: string): void => void process.stdout.write(`${line}\n`)

const FIGURES: readonly (readonly [string, (of: PlayedLedger) => number | string])[] = [
  ['rounds', ({ rounds }) => rounds],
  ['starts', ({ starts }) => starts],
  ['takeovers', ({ takeovers }) => takeovers],
  ['fenced', ({ fenced }) => fenced],
  ['refused', ({ refused }) => refused],
  ['lines', ({ lines }) => lines],
  ['paid', ({ paid }) => paid],
  ['in doubt at the end', ({ inDoubt }) => inDoubt],
  ['paid twice', ({ paidTwice }) => paidTwice],
  ['paid without intent', ({ withoutIntent }) => withoutIntent],
  ['gaps', ({ gaps }) => gaps],
  ['violations', ({ violations }) => violations.length],
  ['time', ({ seconds }) => `${seconds.toFixed(0)} s`],
]

const MOST_SHOWN = 30

function tableOf(plays: ReadonlyMap<StoreName, PlayedLedger>): string {
  const titles = ['store', 'seed', ...FIGURES.map(([title]) => title)]
  const rows = [...plays].map(([store, played]) => [
    store,
    seed,
    ...FIGURES.map(([, figure]) => figure(played)),
  ])
  const lines = [titles, titles.map(() => '---'), ...rows]
  return lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n')
}

if (values.store === undefined && !hasRadosgw()) say('Left out: radosgw is not installed.')
const plays = new Map<StoreName, PlayedLedger>()
for (const store of stores) {
  const played = await playLedger({
    store,
    seed,
    rounds,
    processes: Number(values.processes),
    isCalm: values.calm,
    control,
    program: join(import.meta.dirname, 'worker', 'worker.mjs'),
    limitMs: Number(values.minutes) * 60_000,
  })
  plays.set(store, played)
  for (const [name, count] of played.troubles) say(`${count} × ${name}`)
  for (const violation of played.violations.slice(0, MOST_SHOWN)) say(`VIOLATION: ${violation}`)
  // What was played so far stays to be seen, whatever ends the rest.
  say(tableOf(new Map([[store, played]])))
  if (played.rounds < rounds) say('Not all rounds were played.')
}
if (plays.size > 1) say(`\n${tableOf(plays)}`)
endRun([...plays.values()].every(({ violations }) => violations.length === 0))
