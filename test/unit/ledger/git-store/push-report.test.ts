import { describe, expect, it } from 'vitest'
import { readPushReport } from '../../../../src/ledger/git-store/push-report.ts'

const REF = 'refs/heads/ledger'

const read = (flag: string, summary: string, ref = REF) =>
  readPushReport(`To host:x\n${flag}\tabc:${ref}\t${summary}\nDone\n`, REF)

describe('what git reports of a push', () => {
  it.each([
    ['*', '[new branch]'],
    [' ', 'abc..def'],
    ['+', 'abc...def (forced update)'],
  ])('"%s" is a branch that moved', (flag, summary) => {
    expect(read(flag, summary)).toEqual({ kind: 'moved' })
  })

  it('says where it was there already', () => {
    expect(read('=', '[up to date]')).toEqual({ kind: 'unmoved' })
  })

  it('says who refused, and why', () => {
    expect(read('!', '[rejected] (stale info)')).toEqual({
      kind: 'refused',
      by: 'us',
      why: 'stale info',
    })
    expect(read('!', '[remote rejected] (cannot lock ref (it is at a (b)))')).toEqual({
      kind: 'refused',
      by: 'remote',
      why: 'cannot lock ref (it is at a (b))',
    })
  })

  it.each([
    ['the remote did not report', read('!', '[remote failure] (remote failed to report status)')],
    ['another ref is told of', read('*', '[new branch]', 'refs/heads/other')],
    ['a longer name ends alike', readPushReport('*\ta:refs/heads/x:refs/heads/ledger2\t\n', REF)],
    ['nothing is printed', readPushReport('', REF)],
    ['the line is cut off', readPushReport('!\tabc:refs/heads/ledger', REF)],
  ])('tells nothing where %s', (_, report) => {
    expect(report).toBeUndefined()
  })
})
