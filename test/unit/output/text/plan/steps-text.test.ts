import { describe, expect, it } from 'vitest'
import { BLANK_FIELDS, type RemoteInstance } from '../../../../../src/api/remote.ts'
import type { CreateBody } from '../../../../../src/definitions/instance-spec.ts'
import type { AllowWord } from '../../../../../src/model/allow-word.ts'
import { Secret } from '../../../../../src/model/secret.ts'
import { planJson } from '../../../../../src/output/json/plan-json.ts'
import { planMarkdown } from '../../../../../src/output/markdown/plan-markdown.ts'
import { styleOf } from '../../../../../src/output/terminal/style.ts'
import { planText } from '../../../../../src/output/text/plan/plan-text.ts'
import { type ApplyGoal, PLAIN_APPLY } from '../../../../../src/plan/decide/goal.ts'
import type { PlanReport } from '../../../../../src/plan/priced-plan.ts'
import { anInstance, aSpec, aState, entryOf, owned } from '../../../../support/builders.ts'
import { aCatalog } from '../../../../support/catalog-of.ts'
import { aPlanReport, listOf } from '../../../../support/plan-report.ts'
import { expectValid } from '../../../../support/schemas.ts'

interface Situation {
  /** What was applied, and what the file says now. */
  readonly was?: CreateBody
  readonly is?: CreateBody
  readonly remote?: Partial<RemoteInstance>
  readonly isUnseen?: boolean
  readonly goal?: Partial<ApplyGoal>
  readonly allow?: readonly AllowWord[]
  readonly desiredStatus?: 'running' | 'stopped'
  readonly lostReset?: string | undefined
}

function reportOf({
  was = {},
  is = {},
  remote,
  isUnseen = false,
  goal,
  allow = [],
  desiredStatus,
  lostReset,
}: Situation): PlanReport {
  const spec = aSpec('web', is, { desiredStatus })
  const shown = { blank: BLANK_FIELDS, ...remote }
  return aPlanReport([spec], {
    state: aState(entryOf(spec, [{ ...owned('i-1', aSpec('web', was)), lostReset }])),
    remote: isUnseen
      ? { kind: 'not-asked', why: 'no key' }
      : listOf(anInstance('i-1', 'web', shown)),
    goal: { ...PLAIN_APPLY, ...goal },
    catalog: aCatalog(),
    allow: new Set(allow),
    commandLine: { flags: allow.length === 0 ? {} : { allow }, args: ['fleet.yaml'] },
  })
}

const textOf = (report: PlanReport): string =>
  [...planText(report, { style: styleOf(false), verbose: false })].join('')

/** The lines below the title of the one entry. */
const detailsOf = (situation: Situation): readonly string[] => {
  const [, ...lines] =
    textOf(reportOf(situation))
      .split(/^[~=!] web/m)[1]
      ?.split('\n') ?? []
  return lines.slice(0, lines.indexOf('')).map((line) => line.trim())
}

const ports = (...texts: readonly string[]): Partial<RemoteInstance> => ({
  ports: texts.map((text) => {
    const [port, type = ''] = text.split('/')
    return { port: Number(port), type } as never
  }),
})

const envs = (values: Readonly<Record<string, string>>): Partial<RemoteInstance> => ({
  envs: Object.entries(values).map(([key, value]) => ({
    key,
    value: new Secret(value, '(secret)'),
  })),
})

const variables = (values: Readonly<Record<string, string | Secret>>): CreateBody => ({
  envs: Object.entries(values).map(([key, value]) => ({ key, value })),
})

const TO_KEEP = 'to keep what is there: write it into the file'

const EVERYTHING: Situation = {
  was: { ports: '22/tcp' },
  is: { ports: '80/http,22/tcp', rootfsSize: 100, imageUrl: 'pytorch:2.8' },
  remote: ports('22/tcp'),
}

describe('the steps of a change in place', () => {
  it('are told for each field, with the word that they wait for', () => {
    expect(detailsOf(EVERYTHING)).toEqual([
      'rootfsSize  60 → 100  (adds 40 GB in place; it never shrinks; the list has no price for it)',
      'ports       22/tcp → 22/tcp, 80/http  (in place)',
      'imageUrl    pytorch:2.7 → pytorch:2.8',
      'resets the container: what runs in it ends and starts again; its data is kept',
      'waits for --allow update,reset, or for a person to agree',
      'to do it: ppi-apply apply --allow update,reset fleet.yaml',
      TO_KEEP,
    ])
    const allowed = detailsOf({ ...EVERYTHING, allow: ['update'] })
    expect(allowed).toContain('waits for --allow reset, or for a person to agree')
    expect(allowed).toContain('to do it: ppi-apply apply --allow update,reset fleet.yaml')
  })

  it('are one entry to change and one row of the bill', () => {
    const text = textOf(reportOf(EVERYTHING))
    expect(text).toContain('0 to create, 0 unchanged, 1 to change, 0 in doubt')
    expect(text).toMatch(/^ {2}~ web {2}ports, disk \+40 GB, reset +1\.99 +unknown +unknown/m)
    expect(text).toMatch(/^ {2}total +1\.99 +unknown +unknown/m)
  })

  it('say so where the account has it already', () => {
    const has = { ...ports('22/tcp', '80/http'), rootfsSize: 100 }
    expect(detailsOf({ ...EVERYTHING, remote: has }).slice(0, 2)).toEqual([
      'rootfsSize  100 → 100  (the account has it so already)',
      'ports       22/tcp, 80/http → 22/tcp, 80/http  (the account has it so already)',
    ])
  })

  it('reset nothing where the account has it already, and say which drift stays', () => {
    const lines = detailsOf({
      is: { imageUrl: 'pytorch:2.8' },
      remote: { imageUrl: 'pytorch:2.8', command: new Secret('by hand', '(secret)') },
    })
    expect(lines).toContain('imageUrl  pytorch:2.7 → pytorch:2.8  (the account has it so already)')
    expect(lines.join('\n')).not.toMatch(/resets|undoes/)
    const report = reportOf({
      is: { imageUrl: 'pytorch:2.8' },
      remote: { imageUrl: 'pytorch:2.8' },
    })
    const json = planJson(report)
    expectValid('plan', json)
    expect(json).toMatchObject({ actions: [{ steps: [{ operation: 'upgrade', isThere: true }] }] })
    expect(textOf(report)).toMatch(/^ {2}~ web {2}record +1\.99/m)
  })

  it('undo nothing where the account has what the file says by now', () => {
    const lines = detailsOf({
      is: { imageUrl: 'pytorch:2.8', command: 'serve' },
      remote: { imageUrl: 'pytorch:2.8', ...ports('80/http') },
    })
    expect(lines.join('\n')).toContain('resets the container')
    expect(lines.join('\n')).not.toContain('undoes')
  })

  it('are the same in Markdown', () => {
    const text = planMarkdown(reportOf(EVERYTHING))
    expect(text).toContain('- `ports`: `22/tcp` → `22/tcp, 80/http` (in place)')
    expect(text).toContain('- `imageUrl`: `pytorch:2.7` → `pytorch:2.8`\n')
    expect(text).toContain('- resets the container: what runs in it ends and starts again')
  })

  it('come with the start that the file asks for', () => {
    const lines = detailsOf({
      is: { rootfsSize: 100 },
      remote: { status: 'exited' },
      desiredStatus: 'running',
    })
    expect(lines).toContain('status  exited → running  (starts it)')
    expect(lines).toContain('to do it: ppi-apply apply --allow update,start fleet.yaml')
  })

  it('show nothing of ports that are secret', () => {
    const is = { ports: new Secret('80/http', '${PORTS}') }
    const text = textOf(reportOf({ is, remote: ports('22/tcp') }))
    expect(text).toContain('ports  (unset) → ${PORTS}  (in place)')
    expect(text).not.toMatch(/80|22/)
  })

  it('say of a reset after a lost one that it may be the second', () => {
    const lostReset = '2026-11-01T10:00:00.000Z'
    const lost: Situation = { is: { imageUrl: 'pytorch:2.8' }, lostReset }
    const words =
      'this may reset the container a second time: whether the reset of 2026-11-01 10:00:00 UTC was done, nobody knows'
    expect(detailsOf(lost)).toContain(words)
    expect(planMarkdown(reportOf(lost))).toContain('may reset the container a second time')
    const json = planJson(reportOf(lost))
    expectValid('plan', json)
    expect(json).toMatchObject({ actions: [{ steps: [{ lostBefore: lostReset }] }] })
  })

  it('say what a reset empties that nobody can see, where no file says what it is', () => {
    const changed: Situation = { was: { command: 'serve' }, is: { imageUrl: 'pytorch:2.8' } }
    const hidden: Situation = { ...changed, remote: { blank: ['imageAuthId'] } }
    const words =
      'empties what no file sets and the account does not show, whatever it is: entrypoint'
    expect(detailsOf(hidden)).toContain(words)
    expect(planMarkdown(reportOf(hidden))).toContain(words)
    const json = planJson(reportOf(hidden))
    expectValid('plan', json)
    expect(json).toMatchObject({ actions: [{ steps: [{ untold: ['entrypoint'] }] }] })
    expect(detailsOf(changed).join('\n')).not.toContain('empties')
  })

  it('name the variables that a reset drops, and never their values', () => {
    const lines = detailsOf({
      is: { imageUrl: 'pytorch:2.8' },
      remote: envs({ B: 'value-b', A: 'value-a' }),
      goal: { dropsForeignEnvs: true },
    })
    expect(lines).toContain('drops 2 variables that no file has: A, B')
    expect(lines.join()).not.toContain('value-')
  })
})

describe('what somebody changed in the account', () => {
  const TOKEN = { HF_TOKEN: new Secret('new', '${HF_TOKEN}'), MODE: 'a' }
  const token = variables(TOKEN)
  const rotated: Situation = { was: token, is: token, remote: envs({ HF_TOKEN: 'old' }) }

  it('is undone by the way where a step sets the field', () => {
    expect(detailsOf({ ...rotated, is: { ...token, imageUrl: 'pytorch:2.8' } })).toContain(
      'also undoes: the account has another value of HF_TOKEN and no MODE',
    )
    const image = { imageUrl: 'pytorch:2.6' }
    expect(
      detailsOf({
        is: { command: 'serve' },
        remote: { ...image, command: new Secret('by hand', '(secret)') },
      }),
    ).toContain('also undoes: the account has pytorch:2.6 as imageUrl')
  })

  const undoneBy = (situation: Situation) =>
    detailsOf(situation).filter((line) => line.startsWith('also undoes'))
  const byHand = (text: string) => new Secret(text, '(secret)')

  it.each<[string, Situation, readonly string[]]>([
    [
      'a variable beside one that changes',
      {
        was: variables({ A: '1', B: '2' }),
        is: variables({ A: '3', B: '2' }),
        remote: envs({ A: '1', B: '9' }),
      },
      ['also undoes: the account has another value of B'],
    ],
    [
      'a variable that changes as well',
      { was: variables({ A: '1' }), is: variables({ A: '3' }), remote: envs({ A: '9' }) },
      ['also undoes: the account has another value of A'],
    ],
    [
      'a variable that somebody took away, and one that is to go',
      {
        was: variables({ A: '1', B: '2', C: '3' }),
        is: variables({ A: '2', B: '2' }),
        remote: envs({ A: '1', C: '9' }),
      },
      ['also undoes: the account has another value of C and no B'],
    ],
    [
      'a secret beside one that changes',
      {
        was: variables({ ...TOKEN, A: '1' }),
        is: variables({ ...TOKEN, A: '3' }),
        remote: envs({ HF_TOKEN: 'old', MODE: 'a', A: '1' }),
      },
      ['also undoes: the account has another value of HF_TOKEN'],
    ],
    [
      'a command that changes as well',
      { was: { command: 'a' }, is: { command: 'b' }, remote: { command: byHand('9') } },
      ['also undoes: the account has another command'],
    ],
    [
      'an entrypoint that is to go',
      { was: { entrypoint: 'a' }, is: {}, remote: { entrypoint: byHand('9') } },
      ['also undoes: the account has another entrypoint'],
    ],
    [
      'not what has come to what the file says',
      {
        was: { ...variables({ A: '1', B: '2', C: '3' }), command: 'a', entrypoint: 'x' },
        is: { ...variables({ A: '2', B: '2' }), command: 'b' },
        remote: {
          ...envs({ A: '2', B: '2' }),
          command: byHand('a'),
          blank: ['entrypoint'],
          imageUrl: 'pytorch:9',
        },
      },
      ['also undoes: the account has pytorch:9 as imageUrl'],
    ],
    [
      'nothing where nobody knows what a secret was',
      {
        was: { ...variables({ A: '1', B: '$' + '{B}' }), command: 'a $' + '{X}' },
        is: { ...variables({ A: '2' }), command: 'b' },
        remote: { ...envs({ A: '1', B: '9' }), command: byHand('9') },
      },
      [],
    ],
  ])('is told where the same field changes in the file: %s', (_what, situation, lines) => {
    expect(undoneBy(situation)).toEqual(lines)
    expect(planMarkdown(reportOf(situation))).not.toMatch(/\b9\b(?!`? as)/)
  })

  it('stays a note where no step sets the field', () => {
    const lines = detailsOf({ is: { rootfsSize: 100 }, remote: { imageUrl: 'pytorch:2.6' } })
    expect(lines).toContain(
      'drift: imageUrl is pytorch:2.6 in the account, pytorch:2.7 was applied',
    )
  })

  it('has the words that undo it, beside the ways by hand', () => {
    const lines = detailsOf(rotated)
    expect(lines).toContain('to undo it: ppi-apply apply --allow drift,reset fleet.yaml')
    expect(lines).toContain('to have it as the file says: change it back in the console')
    const own = { ports: '22/tcp' }
    expect(detailsOf({ was: own, is: own, remote: ports('22/tcp', '80/http') })).toContain(
      'to undo it: ppi-apply apply --allow drift,update fleet.yaml',
    )
    expect(detailsOf({ was: own, is: own, remote: { ...ports('80/http'), gpuNum: 2 } })).toContain(
      'to undo it in ports: ppi-apply apply --allow drift,update fleet.yaml',
    )
    expect(detailsOf({ remote: { gpuNum: 2 } }).join('\n')).not.toContain('--allow')
    // A disk never shrinks.
    expect(detailsOf({ remote: { rootfsSize: 100 } }).join('\n')).not.toContain('--allow')
  })

  it('is told without a value of the account where it is to be undone', () => {
    const situation = { ...rotated, goal: { undoesDrift: true }, allow: ['drift'] } as const
    expect(textOf(reportOf(situation))).toContain(
      'i-1 differs in envs from what was applied, and is to be set back',
    )
    expect(detailsOf(situation)).toEqual([
      'envs  HF_TOKEN: value differs, MODE: not in the account',
      'resets the container: what runs in it ends and starts again; its data is kept',
      'waits for --allow reset, or for a person to agree',
      'to do it: ppi-apply apply --allow drift,reset fleet.yaml',
      'to keep what is there: write it into the file, then ppi-apply adopt web i-1 fleet.yaml',
    ])
  })
})

describe('what no step makes true', () => {
  it('keeps saying what it takes', () => {
    expect(detailsOf({ is: { billingMode: 'monthly', rootfsSize: 100 } })).toEqual([
      'rootfsSize   60 → 100  (adds 40 GB in place; it never shrinks; the list has no price for it)',
      'billingMode  (unset) → monthly  (in place, by a call that spends money)',
      'waits for --allow update, or for a person to agree',
      'to do it: ppi-apply apply --allow update fleet.yaml',
      'for billingMode: write into the file for how many months (month), then ppi-apply apply --allow pay fleet.yaml',
      TO_KEEP,
    ])
  })

  it('waits for a look at the account where nobody asked it', () => {
    expect(detailsOf({ is: { rootfsSize: 100, imageUrl: 'x' }, isUnseen: true })).toContain(
      'to do it, once the account shows it: ppi-apply apply --allow update,reset fleet.yaml',
    )
    expect(detailsOf({ is: { rootfsSize: 100, gpuNum: 2 }, isUnseen: true })).toEqual([
      'gpuNum      1 → 2  (takes a new instance)',
      'rootfsSize  60 → 100  (can be changed in place)',
      'to do it, once the account shows it: ppi-apply apply --allow replace fleet.yaml',
      TO_KEEP,
    ])
  })
})

describe('a change that takes a new instance of what is to be stopped', () => {
  it('says when that is made, and nothing of the console, where nobody can change it', () => {
    const is = { productId: 'A100', rootfsSize: 80 }
    expect(detailsOf({ is, desiredStatus: 'stopped' })).toContain(
      'for productId, rootfsSize, by a new instance: write desiredStatus: running into the file, then ppi-apply apply --allow replace fleet.yaml',
    )
  })
})

describe('a change that is blocked', () => {
  const image = { imageUrl: 'pytorch:2.8' }

  it('says what a reset would drop, and how to keep or drop it', () => {
    const situation = { is: image, remote: envs({ B: 'b', A: 'a' }) }
    expect(textOf(reportOf(situation))).toContain(
      'a reset of i-1 would drop 2 variables that no file has: A, B',
    )
    expect(detailsOf(situation).slice(-3)).toEqual([
      'imageUrl  pytorch:2.7 → pytorch:2.8  (resets the container)',
      'to keep them: write them into envs of the file',
      'to drop them: ppi-apply apply --drop-foreign-envs --allow reset fleet.yaml',
    ])
  })

  it.each([
    [
      { is: image, remote: { envs: undefined } },
      'the account does not show the envs of i-1, and without it no call can be sent',
      'to apply the file: change it in the console, then ppi-apply forget web i-1, then ppi-apply adopt web i-1 fleet.yaml',
    ],
    [
      { is: { rootfsSize: 80 }, remote: { rootfsSize: 100 } },
      'the disk of i-1 has 100 GB, which is more than the file says, and it never shrinks',
      'to keep it: write rootfsSize: 100 into the file',
    ],
    [
      {
        was: { imageAuth: '(secret)' },
        is: { ...image, imageAuth: new Secret('robot:pass', '(secret)') },
      },
      'a reset of i-1 cannot repeat its imageAuth: the call takes only a credential that is saved in the account',
      'to do it: save the credential in the account, and write its id as imageAuthId instead of imageAuth into the file, then ppi-apply apply --allow reset fleet.yaml',
    ],
    [
      { is: image, remote: { status: 'exited' } },
      'i-1 is exited, and takes no such change in this state',
      'to do it: ppi-apply start fleet.yaml --only=web, then ppi-apply apply --allow reset fleet.yaml',
    ],
    [
      { is: { rootfsSize: 80 }, remote: { status: 'starting' } },
      'i-1 is starting, and takes no such change in this state',
      'to do it once it is there: ppi-apply apply --allow update fleet.yaml',
    ],
  ] as const)('says why and what to do: %j', (situation: Situation, reason, way) => {
    expect(textOf(reportOf(situation))).toContain(reason)
    expect(detailsOf(situation)).toContain(way)
  })
})
