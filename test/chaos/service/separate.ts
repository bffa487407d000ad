import { get } from 'node:http'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import type { CallEvent } from '../../../src/sandbox/routes/handle-request.ts'
import { type Sandbox, startSandbox } from '../../../src/sandbox/server.ts'
import type { PrivateParts, StoredInstance } from '../../../src/sandbox/state/stored-instance.ts'
import type { LedgerOfStory } from '../keeping/ledger-of-story.ts'
import { SECRETS } from '../secrets.ts'
import type { Act } from '../story/act.ts'
import { ALLOW_RECREATE, type Scenario } from '../story/scenario.ts'
import { historyOf } from './history.ts'
import type { ServiceOfStory } from './service-of-story.ts'
import { isAtRest, type Truth, truthOf } from './truth.ts'
import { witness } from './witness.ts'

/** A service in this process, which sees each call as it comes. */
export async function separate(
  { acts, pace, home, flags }: Scenario,
  folder: string,
  ledger: LedgerOfStory,
): Promise<ServiceOfStory> {
  let hook: (event: CallEvent) => void | Promise<void> = () => {}
  let act: Act = acts[0]
  /** The rules of each act have the numbers after those of the act before it. */
  const strike = (): void => {
    for (const each of acts.slice(0, acts.indexOf(act) + 1)) {
      sandbox.replaceFaults(each.troubles.map(({ rule }) => rule))
    }
  }
  const past = (): readonly Act[] => {
    const at = acts.indexOf(act)
    return at < 0 ? acts : acts.slice(0, at + 1)
  }
  const asked = new Map<string, string>()
  const twins = new Map<string, string>()
  const truthAt = (
    instance: StoredInstance,
    privates: PrivateParts | undefined,
    at: number,
  ): Truth => {
    const { id } = instance
    const beside = { askedName: asked.get(id), twin: twins.get(id), privates }
    return truthOf(instance, beside, pace, at)
  }
  const history = historyOf(() => sandbox)
  const truth = (): readonly Truth[] =>
    sandbox
      .instances()
      .map((instance) => truthAt(instance, sandbox.privateParts(instance.id), Date.now()))
  const isLossAllowed = flags.includes(ALLOW_RECREATE)
  const seen = witness({ ledger, truth, asked, twins, act: () => act, past, isLossAllowed })
  /** The last call is being looked at. */
  let watching = Promise.resolve()
  const open = (port: number): Promise<Sandbox> =>
    startSandbox({
      port,
      apiKey: SECRETS.apiKey,
      pace: { by: 'clock', stepMs: pace.stepMs },
      removedLingers: pace.removedLingers,
      async onRequest(event) {
        history.note()
        watching = seen.watch(event)
        await watching
        await hook(event)
      },
      ...(home === 'folder' ? { dir: join(folder, 'service') } : {}),
    })
  let sandbox = await open(0)
  return {
    flags: [],
    env: ({ host }) => ({
      PPIO_API_KEY: SECRETS.apiKey,
      PPIO_BASE_URL: host === 'alias' ? sandbox.url.replace('127.0.0.1', 'localhost') : sandbox.url,
    }),
    listen(next) {
      hook = next
    },
    meanwhile(change) {
      sandbox.meanwhile(change)
      history.note()
    },
    async restart() {
      const { port } = sandbox
      await sandbox.close()
      sandbox = await open(port)
      strike()
    },
    async arrive() {
      sandbox.finishLate()
      await watching
    },
    truth,
    between(id, from, until) {
      history.note()
      const samples = history.between(id, from, until)
      return samples.map(({ instance, privates, at }) => truthAt(instance, privates, at))
    },
    enter(next) {
      act = next
      sandbox.replaceFaults(act.troubles.map(({ rule }) => rule))
    },
    async rest() {
      for (const until = Date.now() + 1000; Date.now() < until; await wait(pace.stepMs)) {
        const now = new Map(truth().map((each) => [each.id, each]))
        const isDone = sandbox.instances().every((instance) => {
          const each = now.get(instance.id)
          return each === undefined || isAtRest(instance, each)
        })
        if (isDone) return
      }
    },
    async begin() {
      await knock(sandbox.url)
      seen.begin()
    },
    calls: () => sandbox.calls(),
    objections: seen.objections,
    shown: seen.shown,
    close: () => sandbox.close(),
  }
}

/**
 * Waits for the end of a call on a new connection. The last request of a process that was killed may still be on its way
 * into the service when the end of the process is known; it comes before this one, and would else count as the next
 * process's. Where the service is being restarted, nothing of before reaches it.
 */
async function knock(url: string): Promise<void> {
  const asked = get(new URL('/knock', url), { agent: false }, (response) => response.resume())
  asked.on('error', () => {})
  await new Promise((closed) => asked.on('close', closed))
}
