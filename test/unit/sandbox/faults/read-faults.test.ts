import { describe, expect, it } from 'vitest'
import { readFaults } from '../../../../src/sandbox/faults/read-faults.ts'
import { CREATE_FAULTS } from '../../../support/create-faults.ts'

const problems = (...rules: unknown[]) => readFaults(rules).problems

describe('readFaults', () => {
  it('takes every fault of the create call, through JSON and back', () => {
    const rules = CREATE_FAULTS.map(({ fault }) => ({ on: 'create', do: fault }))
    expect(readFaults(JSON.parse(JSON.stringify(rules)))).toEqual({ rules })
  })

  it('takes conditions', () => {
    const when = { nth: [1, 2], name: 'web', times: 3, probability: 0.5, seed: 7 }
    expect(
      problems({ on: ['get', 'list'], when, do: { fault: 'delay', at: 'after', ms: 5 } }),
    ).toBe(undefined)
  })

  it.each([['a script that is no list', { on: 'create' }, 'a fault script is a list of rules']])(
    'refuses %s',
    (_, data, message) => {
      expect(readFaults(data).problems).toEqual([message])
    },
  )

  it.each([
    [null, 'rule 1: is not a map with on, when and do'],
    [{ on: 'create' }, 'rule 1: do is missing'],
    [{ on: 'kreate', do: { fault: 'deaf', ms: 1 } }, 'rule 1: on is not "*", connection'],
    [{ on: 'create', do: { fault: 'explode' } }, 'rule 1: do.fault is not one of reset, close'],
    [{ on: 'create', do: { fault: 'toString' } }, 'rule 1: do.fault is not one of reset, close'],
    [{ on: 'create', do: { fault: 'reset' } }, 'rule 1: do.at is missing'],
    [{ on: 'create', do: { fault: 'reset', at: 'noon' } }, 'rule 1: do.at is not one of accept'],
    [{ on: 'create', do: { fault: 'deaf', ms: -1 } }, 'rule 1: do.ms is not a whole number from 0'],
    [
      { on: 'create', do: { fault: 'answer', at: 'before', status: 99 } },
      'rule 1: do.status is not a status from 200 to 599',
    ],
    [
      { on: 'create', do: { fault: 'deaf', ms: 1, sec: 1 } },
      'rule 1: do.sec is unknown here; known: ms',
    ],
    [{ on: 'create', when: { nth: 0 }, do: { fault: 'deaf', ms: 1 } }, 'rule 1: when.nth is not'],
    [
      { on: 'create', when: { probability: 0.5 }, do: { fault: 'deaf', ms: 1 } },
      'rule 1: when.probability needs a seed',
    ],
    [
      { on: 'create', when: { name: 'a' }, do: { fault: 'reset', at: 'unread' } },
      'rule 1: when.name needs the body',
    ],
    [
      { on: 'create', do: { fault: 'reset', at: 'accept' } },
      'rule 1: at: accept and on: connection',
    ],
    [
      { on: 'connection', do: { fault: 'reset', at: 'after' } },
      'rule 1: at: accept and on: connection',
    ],
    [{ on: 'get', do: { fault: 'list', how: 'empty' } }, 'rule 1: a list fault needs on: list'],
    [
      {
        on: 'list',
        do: { fault: 'meanwhile', at: 'before', change: { change: 'freeze', status: 'cold' } },
      },
      'rule 1: do.change.status is not one of freezing, frozen',
    ],
    [{ on: 'list', do: { fault: 'garble', how: 'empty' } }, 'rule 1: garble needs on: create'],
    [{ on: 'stop', do: { fault: 'ignore', ms: 1 } }, 'rule 1: do.ms is unknown here'],
    [
      { on: ['delete', 'create'], do: { fault: 'ignore' } },
      'rule 1: ignore needs on: delete, start, stop, restart, edit, upgrade',
    ],
    [{ on: 'edit', do: { fault: 'stuck' } }, 'rule 1: stuck needs on: create, delete, start'],
    [{ on: 'get', do: { fault: 'late' } }, 'rule 1: late needs on: create, delete, start'],
    [
      { on: 'delete', do: { fault: 'late', ending: 'answer' } },
      'rule 1: do.ending is not one of reset, close, hang',
    ],
    [{ on: '*', do: { fault: 'fail-later' } }, 'rule 1: fail-later needs on: create, start'],
    [{ on: 'list', do: { fault: 'list', how: 'lag' } }, 'rule 1: do: lag needs ms or lists'],
    [
      {
        on: 'list',
        do: { fault: 'meanwhile', at: 'before', change: { change: 'ports', ports: 'x' } },
      },
      'rule 1: do.change.ports is not ports as create takes them',
    ],
    [
      { on: 'list', do: { fault: 'meanwhile', at: 'before', change: { change: 'twin' } } },
      'rule 1: do.change.name is missing',
    ],
  ])('explains what is wrong with %j', (rule, message) => {
    expect(problems(rule)?.[0]).toContain(message)
  })

  it('finds every mistake in one go, each with its rule', () => {
    expect(
      problems({ on: 'create', do: { fault: 'deaf', ms: 1 } }, { on: 'x', do: { fault: 'y' } }),
    ).toEqual([expect.stringMatching(/^rule 2: on/), expect.stringMatching(/^rule 2: do/)])
  })
})
