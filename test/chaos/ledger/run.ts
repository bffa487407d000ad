import { join } from 'node:path'
import process from 'node:process'
import { parseArgs } from 'node:util'
import { STORES, type StoreName } from './place/place.ts'
import { type PlayedLedger, playLedger } from './play-ledger.ts'
import type { Control } from './worker/orders.ts'

const CONTROLS: readonly Control[] = ['next-free', 'versioned']

const { values } = parseArgs({
  options: {
    store: { type: 'string', default: 'file' },
    rounds: { type: 'string', default: '200' },
    processes: { type: 'string', default: '2' },
    seed: { type: 'string' },
    control: { type: 'string' },
    calm: { type: 'boolean', default: false },
    minutes: { type: 'string', default: '60' },
  },
})

const choose = <Name extends string>(names: readonly Name[], given: string, flag: string): Name => {
  const found = names.find((name) => name === given)
  if (found === undefined) throw new Error(`--${flag} is one of ${names.join(', ')}`)
  return found
}

const store: StoreName = choose(STORES, values.store, 'store')
const seed = Number(values.seed ?? Math.floor(Math.random() * 1_000_000))
const played = await playLedger({
  store,
  seed,
  rounds: Number(values.rounds),
  processes: Number(values.processes),
  isCalm: values.calm,
  control: values.control === undefined ? undefined : choose(CONTROLS, values.control, 'control'),
  program: join(import.meta.dirname, 'worker', 'worker.mjs'),
  limitMs: Number(values.minutes) * 60_000,
})

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

for (const [name, count] of played.troubles) say(`${count} × ${name}`)
for (const violation of played.violations.slice(0, MOST_SHOWN)) say(`VIOLATION: ${violation}`)
const titles = ['store', 'seed', ...FIGURES.map(([title]) => title)]
say(`| ${titles.join(' | ')} |`)
say(`|${' --- |'.repeat(titles.length)}`)
say(`| ${[store, seed, ...FIGURES.map(([, figure]) => figure(played))].join(' | ')} |`)
if (played.rounds < Number(values.rounds)) say('Not all rounds were played.')
process.exitCode = played.violations.length === 0 ? 0 : 1
