import { appendFileSync } from 'node:fs'
import { basename } from 'node:path'
import { OWN_PROCESS } from '../../src/cli/this-process.ts'
import { DISK, type Disk } from '../../src/ledger/file-store/disk.ts'
import { openLedger } from '../../src/ledger/file-store/file.ts'
import { acquireLock } from '../../src/ledger/file-store/lock.ts'
import { attempt, created, id, intent, key } from './ledger-records.ts'

const account = { service: 'api.example.com', apiKey: 'sk_test', version: '0.1.0' }

/** What a test does in a process of its own: `node child.mjs WORK LEDGER [ARGUMENT]`. Each line it prints is an event. */
const works: Readonly<Record<string, (path: string, argument: string) => Promise<void>>> = {
  /** Attempts without end, for a process that is killed. */
  async write(path) {
    const ledger = await openLedger(path, account)
    for (let n = 1; ; n += 1) {
      const of = { attempt: attempt(`${process.pid}-${n}`), key: key(`web-${n}`) }
      await ledger.append(intent(of))
      say(`intent ${of.attempt}`)
      await ledger.append(created({ ...of, id: id(`i-${of.attempt}`) }))
      say(`created ${of.attempt}`)
    }
  },

  /** Attempts until the disk takes no more intents; an outcome that fails ends it with another word. */
  async fill(path) {
    const ledger = await openLedger(path, account)
    for (let n = 1; ; n += 1) {
      const of = { attempt: attempt(`a${n}`), key: key(`web-${n}`) }
      try {
        await ledger.append(intent({ ...of, spec: { command: 'x'.repeat(n % 700) } }))
      } catch (error) {
        say(`full ${n} ${String(error)}`)
        break
      }
      await ledger.append(created(of))
    }
    await ledger.close()
  },

  /** Holds the lock until it is killed. */
  async hold(path) {
    const { holder, takenOver } = await acquireLock(path, { own: OWN_PROCESS, command: 'apply' })
    say(`held ${holder.id} ${takenOver?.id ?? 'fresh'}`)
    setInterval(() => undefined, 1000)
  },

  /** Gets as far as making the file of its lock, tells its name, and hangs. */
  async piece(path) {
    const open: Disk['open'] = async (at, how) => {
      const file = await DISK.open(at, how)
      if (how !== 'new') return file
      await file.close()
      say(basename(at))
      return await new Promise(() => setInterval(() => undefined, 1000))
    }
    await acquireLock(path, { own: OWN_PROCESS, command: 'apply', disk: { ...DISK, open } })
  },

  /** Takes the lock as often as it can get it, and writes into a file when it comes and goes. */
  async race(path, log) {
    for (let won = 0; won < 8; ) {
      try {
        const lock = await acquireLock(path, { own: OWN_PROCESS, command: 'race' })
        appendFileSync(log, `in ${process.pid}\n`)
        await new Promise(setImmediate)
        appendFileSync(log, `out ${process.pid}\n`)
        won += 1
        await lock.release()
      } catch (error) {
        if (!String(error).includes('in use')) throw error
      }
    }
  },

  /** Waits for the word to start, tries once, and tells how it went. A winner keeps the lock. */
  async once(path) {
    say('ready')
    await new Promise((resolve) => process.stdin.once('data', resolve))
    try {
      const { takenOver } = await acquireLock(path, { own: OWN_PROCESS, command: 'apply' })
      say(`won ${takenOver?.id ?? 'fresh'}`)
      setInterval(() => undefined, 1000)
    } catch (error) {
      say(`lost ${String(error)}`)
    }
  },
}

const say = (line: string): void => {
  process.stdout.write(`${line}\n`)
}

const [work = '', path = '', argument = ''] = process.argv.slice(2)
await works[work]?.(path, argument)
