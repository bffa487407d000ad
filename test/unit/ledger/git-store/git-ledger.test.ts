import { expect, test } from 'vitest'
import { position } from '../../../../src/ledger/store.ts'
import { gitRemote, openIn, put } from '../../../support/git-remote.ts'

test('a run in git hears of each line that it has put, and of no other', async () => {
  const remote = gitRemote()
  const heard: number[] = []
  const store = await openIn(remote.clone, { afterLine: (count) => heard.push(count) })
  expect(await put(store, 1, '{"a":1}')).toBe('put')
  expect(await put(store, 1, '{"a":2}')).toBe('taken')
  expect(await put(store, 2, '{"b":1}')).toBe('put')
  await store.read(position(0))
  expect(heard).toEqual([1, 2])
  await store.close()
})
