import { describe, expect, it } from 'vitest'
import type { RemoteInstance } from '../../../../../src/api/remote.ts'
import type { Life } from '../../../../../src/definitions/life.ts'
import type { InstanceOperation } from '../../../../../src/ledger/operation.ts'
import type { AttemptId } from '../../../../../src/ledger/record.ts'
import type { OwnedInstance, State } from '../../../../../src/ledger/state.ts'
import { wayText } from '../../../../../src/output/text/plan/ways/way.ts'
import { waysOutOf } from '../../../../../src/output/text/plan/ways/ways-out.ts'
import { type Goal, PLAIN_APPLY } from '../../../../../src/plan/decide/goal.ts'
import {
  anInstance,
  aSpec,
  aState,
  entryOf,
  openAttempt,
  owned,
} from '../../../../support/builders.ts'
import { aPlanReport, listOf, NOW } from '../../../../support/plan-report.ts'
import { expiry } from '../../../../support/planning.ts'

const AGAIN = { flags: { sandbox: true }, args: ['fleet.yaml'] }

interface Situation {
  /** What the entry says of itself; `undefined`: it is in no file. */
  readonly life?: Partial<Life> | undefined
  readonly name?: string | undefined
  readonly owned?: Partial<OwnedInstance>
  readonly remote?: Partial<RemoteInstance>
  /** Beside the instance that the ledger owns. */
  readonly others?: readonly RemoteInstance[]
  readonly goal?: Goal
}

/** The ways out of the first action about an entry whose instance is `i-1`. */
function waysIn(situation: Situation): readonly string[] {
  const { name = 'web', remote, others = [], goal = PLAIN_APPLY } = situation
  const isDefined = !('life' in situation) || situation.life !== undefined
  const spec = aSpec(name, {}, situation.life ?? {})
  const state = aState(entryOf(spec, [{ ...owned('i-1', spec), ...situation.owned }]))
  return waysOf(isDefined ? [spec] : [], state, [anInstance('i-1', name, remote), ...others], goal)
}

function waysOf(
  specs: Parameters<typeof aPlanReport>[0],
  state: State,
  instances: readonly RemoteInstance[],
  goal: Goal = PLAIN_APPLY,
): readonly string[] {
  const { actions } = aPlanReport(specs, { state, remote: listOf(...instances), goal })
  const [action] = actions
  return action === undefined ? [] : waysOutOf(action, AGAIN).map(wayText)
}

const DESTROY: Goal = { kind: 'destroy', scope: 'files' }
const PRUNE: Goal = { ...PLAIN_APPLY, prune: true }
const NO_FILE = { life: undefined } as const

const opened = (operation: InstanceOperation): Partial<OwnedInstance> => ({
  open: {
    attempt: 'a1' as AttemptId,
    operation,
    since: '2026-11-28T07:00:00.000Z',
    because: 'command',
    from: {},
    to: {},
    digest: undefined,
    reason: undefined,
  },
})

const MONTHLY = { billingMode: 'monthly', month: 1 } as const

describe('waysOutOf', () => {
  it('ends one orphan, all of them, or lets it run', () => {
    expect(waysIn(NO_FILE)).toEqual([
      'to end it: ppi-apply destroy --all-owned fleet.yaml --only=web --sandbox',
      'to end all that is in no file: ppi-apply apply --prune --allow destroy fleet.yaml --sandbox',
      'to let it run, no longer ours: ppi-apply forget web --sandbox',
    ])
  })

  it('puts the entry of a protected orphan back first: no file says that it is not protected', () => {
    for (const goal of [PLAIN_APPLY, PRUNE]) {
      expect(waysIn({ ...NO_FILE, owned: { protect: true }, goal })).toEqual([
        'to end it anyway: put its entry back into a file with protect: false, then ppi-apply apply fleet.yaml --sandbox, then take it out again',
        'to let it run, no longer ours: ppi-apply forget web --sandbox',
      ])
    }
  })

  it('lifts the protection of what has expired before it ends it', () => {
    const life = { protect: true, expires: expiry('1s') } as const
    expect(waysIn({ life, owned: { protect: true } })).toEqual([
      'to end it anyway: write protect: false into the file, then ppi-apply apply fleet.yaml --sandbox, then ppi-apply destroy fleet.yaml --only=web --sandbox',
      'to keep it: move its time in the file, or remove expires from its entry',
    ])
  })

  it('names no reap for what has expired and is paid in advance', () => {
    const life = { expires: expiry('1s') } as const
    const paid = { billingMode: 'monthly', endsAt: 1_798_761_600 } as const
    const until = 'to pay no more after 2027-01-01 00:00:00 UTC'
    const kept = 'to keep it: move its time in the file, or remove expires from its entry'
    const way = (applied: boolean, written: boolean) => {
      const spec = aSpec('web', { ...MONTHLY, autoRenew: written }, life)
      const made = owned('i-1', aSpec('web', { ...MONTHLY, autoRenew: applied }))
      const ways = waysOf([spec], aState(entryOf(spec, [made])), [anInstance('i-1', 'web', paid)])
      expect(ways.at(-1)).toBe(kept)
      expect(ways.join()).not.toContain('reap')
      return ways[0]
    }
    const off = 'ppi-apply apply --allow pay fleet.yaml --sandbox'
    expect(way(true, true)).toContain(
      `${until}: write autoRenew: false into the file, then ${off};`,
    )
    expect(way(true, false)).toContain(`${until}: ${off};`)
    expect(way(false, false)).toContain(`${until}: see in the console that its auto-renew is off;`)
  })

  it('keeps one of those that --only names by leaving out its name', () => {
    const spec = aSpec('web')
    const state = aState(entryOf(spec, [owned('i-1', spec)]))
    const [action] = aPlanReport([spec], {
      state,
      remote: listOf(anInstance('i-1', 'web')),
      goal: DESTROY,
    }).actions
    const toKeep = (only: readonly string[]) =>
      action &&
      waysOutOf(action, { flags: { only }, args: [] })
        .map(wayText)
        .find((each) => each.startsWith('to keep it'))
    expect(toKeep(['web', 'db'])).toBe('to keep it: ppi-apply destroy --only=db')
    expect(toKeep(['w*'])).toBe("to keep it: ppi-apply destroy --only='w*' --exclude=web")
    expect(toKeep(['web'])).toBeUndefined()
  })

  it('ends nothing that is paid in advance, and says until when it is paid', () => {
    const remote = { billingMode: 'monthly', endsAt: NOW / 1000 + 86_400 }
    const toPayNoMore = (what: string) =>
      `to pay no more after 2026-11-29 08:00:00 UTC: ${what}; the service releases nothing that is paid in advance`
    for (const situation of [NO_FILE, { ...NO_FILE, goal: PRUNE }]) {
      expect(waysIn({ ...situation, remote })[0]).toBe(
        toPayNoMore('switch its auto-renew off in the console'),
      )
    }
    const paying = 'into the file, then ppi-apply apply --allow pay fleet.yaml --sandbox'
    expect(waysIn({ goal: DESTROY, remote })[0]).toBe(
      toPayNoMore(`write autoRenew: false ${paying}`),
    )
    const before = aSpec('web', { gpuNum: 2 })
    const state = aState(entryOf(before, [owned('i-1', before)]))
    const monthly = anInstance('i-1', 'web', { ...remote, gpuNum: 2 })
    expect(waysOf([aSpec('web')], state, [monthly])[0]).toBe(
      toPayNoMore(`write what is there, and autoRenew: false, ${paying}`),
    )
  })

  it('makes again what failed, and replaces what cannot be changed in place', () => {
    expect(waysIn({ remote: { status: 'failed' } })[1]).toBe(
      'to replace it, with all data on its disk lost: ppi-apply destroy fleet.yaml --only=web --sandbox, then ppi-apply apply fleet.yaml --sandbox',
    )
    const before = aSpec('web', { gpuNum: 2 })
    const state = aState(entryOf(before, [owned('i-1', before)]))
    const ways = waysOf([aSpec('web')], state, [anInstance('i-1', 'web', { gpuNum: 2 })])
    expect(ways).toEqual([
      'to do it: ppi-apply apply --allow replace fleet.yaml --sandbox',
      'to keep what is there: write it into the file',
    ])
  })

  it('lifts the protection of what is to be made again', () => {
    const ways = waysIn({ life: { protect: true }, remote: { status: 'failed' } })
    expect(ways[1]).toMatch(
      /: write protect: false into the file, then ppi-apply apply .*, then ppi-apply destroy .*, then ppi-apply apply /,
    )
  })

  it.each([
    ['is not named', undefined],
    ['has a name that --only takes for a pattern', 'web-*'],
  ])('shows no command about an entry alone that %s', (_, name) => {
    const spec = aSpec(name)
    const state = aState(entryOf(spec, [owned('i-1', spec)]))
    const failed = anInstance('i-1', name ?? '', { status: 'failed' })
    const ways = waysOf([spec], state, [failed])
    expect(ways.join('\n')).not.toContain('--only')
    expect(ways.join('\n')).toContain('remove it in the console, then ppi-apply forget')
  })

  it('starts what stopped, or has the file say that it is stopped', () => {
    expect(waysIn({ remote: { status: 'exited' } })).toEqual([
      'to run it again: ppi-apply start fleet.yaml --only=web --sandbox',
      'to leave it stopped: write desiredStatus: stopped into the file',
    ])
  })

  it('starts and stops by the word where the file asks, and by the command where that does', () => {
    const life = { desiredStatus: 'stopped' } as const
    expect(waysIn({ life })).toEqual([
      'to stop it: ppi-apply apply --allow stop fleet.yaml --sandbox',
    ])
    expect(waysIn({ goal: { kind: 'stop' } })).toEqual([
      'to stop it: ppi-apply stop fleet.yaml --only=web --sandbox',
    ])
    expect(waysIn({ life, remote: { status: 'starting' } })).toEqual([
      'to stop it once it is there: ppi-apply apply --allow stop fleet.yaml --sandbox',
    ])
  })

  it('sends a lost deletion again, or keeps the instance', () => {
    expect(waysIn({ owned: opened('delete') })).toEqual([
      'to send it again: ppi-apply destroy fleet.yaml --only=web --sandbox',
      'to keep the instance: ppi-apply adopt web i-1 fleet.yaml --sandbox',
    ])
  })

  it.each(['start', 'stop'] as const)('looks at a lost %s again, or drops it', (operation) => {
    expect(waysIn({ owned: opened(operation) })).toEqual([
      'the next run looks at it first, and goes on where that settles it: ppi-apply apply fleet.yaml --sandbox',
      'to go on from what is there now: ppi-apply adopt web i-1 fleet.yaml --sandbox',
    ])
    expect(waysIn({ owned: opened(operation), goal: DESTROY })[0]).toContain(
      'ppi-apply destroy fleet.yaml --only=web --sandbox',
    )
  })

  it('ends again what was destroyed and is back, or keeps it', () => {
    const spec = aSpec('web')
    const ended = {
      key: spec.key,
      departure: { kind: 'destroyed', at: '2026-11-27T00:00:00.000Z', because: 'destroy' },
      owned: owned('i-1', spec),
    } as const
    const state: State = { ...aState(), departed: new Map([[ended.owned.id, ended]]) }
    expect(waysOf([spec], state, [anInstance('i-1', 'web')])).toEqual([
      'to end it, with all data on its disk lost: ppi-apply destroy fleet.yaml --only=web --sandbox',
      'to keep it: ppi-apply adopt web i-1 fleet.yaml --sandbox',
    ])
  })

  it('keeps one of several, by letting go of it while the others end', () => {
    const spec = aSpec('web')
    const state = aState(entryOf(spec, [owned('i-1', spec), owned('i-2', spec)]))
    const instances = [anInstance('i-1', 'web'), anInstance('i-2', 'web')]
    expect(waysOf([spec], state, instances)).toEqual([
      'both cost money; to keep one of them: for that one ppi-apply forget web ID --sandbox, to end the others ppi-apply destroy fleet.yaml --only=web --sandbox, then ppi-apply adopt web ID fleet.yaml --sandbox',
      'to end them all, with all data on their disks lost: ppi-apply destroy fleet.yaml --only=web --sandbox',
    ])
    expect(waysOf([spec], state, instances, { kind: 'stop' })).toEqual(
      waysOf([spec], state, instances),
    )
  })

  it('leaves a stranger alone, and says how it becomes ours', () => {
    const ways = waysOf([aSpec('web')], aState(), [anInstance('i-9', 'web')], DESTROY)
    expect(ways[0]).toBe(
      'if i-9 is this entry: ppi-apply adopt web i-9 fleet.yaml --sandbox, then this again',
    )
  })

  it('lets go of an instance that is another one by now', () => {
    const ways = waysIn({ goal: DESTROY, remote: { name: 'renamed' } })
    expect(ways).toEqual([
      'look at i-1 in the console, and end it there if it is not needed; then ppi-apply forget web i-1 --sandbox',
    ])
  })

  it('creates what cannot be started since it is not there', () => {
    expect(waysOf([aSpec('web')], aState(), [], { kind: 'start' })).toEqual([
      'to create it: ppi-apply apply fleet.yaml --sandbox',
    ])
  })

  it('ends or keeps what has expired, and makes again what is gone', () => {
    const life = { expires: { kind: 'at', at: NOW - 1000, text: '' } } as const
    const kept = 'to keep it: move its time in the file, or remove expires from its entry'
    const reap = 'to end it: ppi-apply reap fleet.yaml --only=web --sandbox'
    expect(waysIn({ life })).toEqual([reap, kept])
    expect(waysIn({ life, goal: { kind: 'reap' } })).toEqual([reap, kept])
    const spec = aSpec('web', {}, life)
    const gone = aState(entryOf(spec, [owned('i-1', spec)]))
    expect(waysOf([spec], gone, [])[0]).toBe(
      'to make it again: move its time in the file, then ppi-apply apply fleet.yaml --sandbox',
    )
  })

  it('names one of those that a command would end, and all but that', () => {
    expect(waysIn({ goal: DESTROY })).toEqual([
      'to end only this: ppi-apply destroy fleet.yaml --only=web --sandbox',
      'to keep it: ppi-apply destroy fleet.yaml --exclude=web --sandbox',
    ])
  })

  it('tells of an attempt in no file how it is settled', () => {
    const spec = aSpec('web')
    expect(waysOf([], aState(entryOf(spec, [], [openAttempt(spec, [])])), [])).toEqual([
      'if it was made:     ppi-apply adopt web ID --sandbox',
      'if it was not made: ppi-apply forget web --sandbox',
    ])
  })
})
