import { PassThrough } from 'node:stream'
import { describe, expect, it } from 'vitest'
import type { Context, Output } from '../../../../src/cli/context.ts'
import { checkPlanIdFlag, isApproved } from '../../../../src/cli/talk/approval.ts'
import type { Interrupts } from '../../../../src/cli/talk/signals.ts'
import type { Flags } from '../../../../src/config/flags.ts'
import type { Settings } from '../../../../src/config/settings.ts'
import { requireSamePlan } from '../../../../src/operations/plan-identity.ts'
import { payableIn } from '../../../../src/operations/price-plan.ts'
import { requireWithinLimits } from '../../../../src/operations/spending-limits.ts'
import { styleOf } from '../../../../src/output/terminal/style.ts'
import type { Action, SteppedChange } from '../../../../src/plan/action.ts'
import { hasSteps, isCreation } from '../../../../src/plan/action.ts'
import { PLAIN_APPLY } from '../../../../src/plan/decide/goal.ts'
import { planIds } from '../../../../src/plan/plan-id.ts'
import type { PlanReport } from '../../../../src/plan/priced-plan.ts'
import { countActions } from '../../../../src/plan/summary.ts'
import { quoteAll } from '../../../../src/pricing/quote.ts'
import { aCreation } from '../../../support/builders.ts'
import { aCatalog } from '../../../support/catalog-of.ts'
import {
  aFinish,
  aReplacement,
  aSwitch,
  payments,
  stepsInPlace,
} from '../../../support/change-tasks.ts'

function reportOf(...actions: readonly Action[]): PlanReport {
  const wanted = [...actions.filter(isCreation), ...actions.filter(hasSteps).flatMap(payableIn)]
  const money = quoteAll(wanted, aCatalog(), 'sandbox')
  return {
    target: 'sandbox',
    actions,
    counts: countActions(actions),
    refresh: { kind: 'complete', why: undefined },
    elsewhere: 0,
    unseenOwned: 0,
    goal: PLAIN_APPLY,
    now: 0,
    notes: [],
    money,
    planId: planIds({ target: 'sandbox', actions, variables: [], money }).planId,
    idAtAnyStock: '',
    diagnostics: [],
    costs: new Map(),
    commandLine: { flags: {}, args: [] },
    marker: true,
    allow: new Set(),
    applyWith: undefined,
  }
}

const plain = reportOf(aCreation('a'))
const prepaid = reportOf(aCreation('a', { month: 1 }))

/** Someone, or nobody, at the terminal, who answers each question in turn. */
async function decide(report: PlanReport, flags: Flags, answers: readonly string[] | undefined) {
  const stdin = new PassThrough() as PassThrough & { isTTY?: boolean }
  stdin.isTTY = answers !== undefined
  let asked = ''
  let next = 0
  const stderr: Output = {
    isTerminal: true,
    width: 80,
    style: styleOf(false),
    act() {},
    write(text) {
      asked += text
      const answer = text.includes('Only yes goes ahead') ? answers?.[next++] : undefined
      if (answer !== undefined) setImmediate(() => stdin.write(`${answer}\n`))
    },
  }
  const context = { stdin, stderr } as unknown as Context
  const interrupts: Pick<Interrupts, 'requested' | 'first'> = {
    requested: () => false,
    first: new Promise(() => {}),
  }
  const settings: Partial<Settings> = {
    maxHourly: flags['max-hourly'],
    maxUpfront: flags['max-upfront'],
    allowPrepaid: flags['allow-prepaid'] ?? false,
    allowUnavailable: false,
  }
  const consent = { allow: new Set<never>(), isWhole: true }
  requireWithinLimits(report, { consent, limits: settings as Settings, canAsk: stdin.isTTY })
  const approved = await isApproved(
    {
      context,
      flags,
      command: 'apply',
      args: [],
      settings: settings as Settings,
      interrupts: interrupts as Interrupts,
      consent,
    },
    report,
  )
  return { approved, questions: next, asked }
}

describe('the approval of an apply', () => {
  it('asks once for what is paid by the hour', async () => {
    expect(await decide(plain, {}, ['yes'])).toMatchObject({ approved: true, questions: 1 })
    expect(await decide(plain, {}, ['y'])).toMatchObject({ approved: false, questions: 1 })
  })

  it('counts an instance once for what is done in place, and says what a reset ends', async () => {
    const [{ action, step }] = stepsInPlace('web', 'i1')
    const [, , { action: other }] = stepsInPlace('db', 'i2')
    const { asked } = await decide(reportOf(action, other), {}, ['yes'])
    expect(asked).toContain(
      'Change 2 instances in place and reset the containers of 2 instances on sandbox? What runs in a container that is reset ends. A disk never shrinks, and what is added to it costs money.',
    )
    const reset = { operation: 'upgrade', fields: ['imageUrl'], drops: [] } as const
    const recorded: SteppedChange = {
      ...other,
      steps: [{ ...reset, isThere: true, because: 'definition' }],
    }
    const told = (await decide(reportOf(recorded), {}, ['yes'])).asked
    expect(told).toContain('Record what one instance has already on sandbox?')
    expect(told).not.toContain('reset')
    const ports: SteppedChange = { ...action, steps: [step] }
    const { action: start } = aSwitch('start', 'job', 'i3')
    const { action: stop } = aSwitch('stop', 'old', 'i4')
    expect((await decide(reportOf(ports, start, stop), {}, ['yes'])).asked).toContain(
      'Change one instance in place, start one instance and stop one instance on sandbox? A stopped instance goes on paying for its disk',
    )
    expect((await decide(reportOf(aCreation('a'), action), {}, ['yes'])).asked).toContain(
      'Create one instance, and change one instance in place, and reset the container of one instance on sandbox?',
    )
  })

  it('names what is replaced, and what is paid for with its sum, and asks once', async () => {
    const [subscribe, renew, autoRenew] = payments('big', 'i2')
    const both = reportOf(aReplacement('web', 'i1'), renew.action)
    const { asked, questions } = await decide(both, { 'allow-prepaid': true }, ['yes'])
    expect(questions).toBe(1)
    expect(asked).toContain(
      'Replace web (i1) and renew big for 6 months (5,400.00 CNY by the list prices) on sandbox? ' +
        'The new one is made first, and both are billed until the old one is gone. What is on the disk of an old one is lost. ' +
        'What is paid in advance is charged at once and cannot be undone.',
    )
    const first = reportOf(aReplacement('web', 'i1', 'destroy-first'), aCreation('new'))
    expect((await decide(first, {}, ['yes'])).asked).toContain(
      'Create one instance, and replace web (i1) on sandbox? Nobody pays there. With replaceBy: destroy-first the old one ends first, and nothing runs in between.',
    )
    const money = reportOf(subscribe.action, autoRenew.action)
    expect((await decide(money, { 'allow-prepaid': true }, ['yes'])).asked).toContain(
      'Pay 1 month of big in advance (1,000.00 CNY by the list prices) and switch on the automatic renewal of big on sandbox?',
    )
  })

  it('asks before what was replaced ends', async () => {
    const { action } = aFinish('web', 'i1', 'i2')
    const { asked, approved } = await decide(reportOf(action), {}, ['no'])
    expect(approved).toBe(false)
    expect(asked).toContain(
      'Destroy web (i1), whose replacement is there, on sandbox? What is on the disk of an old one is lost.',
    )
  })

  it('does not ask after --yes or the id of the plan', async () => {
    const none = { approved: true, questions: 0 }
    expect(await decide(plain, { yes: true }, undefined)).toMatchObject(none)
    expect(await decide(plain, { 'plan-id': plain.planId }, undefined)).toMatchObject(none)
  })

  it('asks apart for what is paid in advance, after --yes too', async () => {
    const both = await decide(prepaid, {}, ['yes', 'yes'])
    expect(both).toMatchObject({ approved: true, questions: 2 })
    expect(both.asked).toContain('1,000.00')
    expect(await decide(prepaid, {}, ['yes', 'no'])).toMatchObject({ approved: false })
    expect(await decide(prepaid, { yes: true }, ['no'])).toMatchObject({ approved: false })
    const allowed = await decide(prepaid, { yes: true, 'allow-prepaid': true }, [])
    expect(allowed).toMatchObject({ approved: true, questions: 0 })
  })

  it('refuses where nobody can be asked', async () => {
    await expect(decide(plain, {}, undefined)).rejects.toThrow('there is no terminal to ask at')
    const approved = { 'plan-id': prepaid.planId }
    await expect(decide(prepaid, approved, undefined)).rejects.toThrow('paid in advance')
  })

  it('asks nothing about what a limit refuses', async () => {
    await expect(decide(plain, { 'max-hourly': 1 }, ['yes'])).rejects.toThrow('--max-hourly 1')
  })
})

describe('requireSamePlan', () => {
  it('lets the approved plan pass, and any without an approved id', () => {
    expect(() => requireSamePlan(plain, undefined)).not.toThrow()
    expect(() => requireSamePlan(plain, plain.planId)).not.toThrow()
  })

  it('names what moved', () => {
    expect(() => requireSamePlan(reportOf(aCreation('b')), plain.planId)).toThrow('the definitions')
  })
})

describe('checkPlanIdFlag', () => {
  it('is wrong usage where the text is no plan id', () => {
    expect(() => checkPlanIdFlag({ 'plan-id': 'x' })).toThrow('is not a plan id')
    expect(() => checkPlanIdFlag({ 'plan-id': plain.planId })).not.toThrow()
  })
})
