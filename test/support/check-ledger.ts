import { expect } from 'vitest'
import { runInProcess } from './run-in-process.ts'
import { SHARED_PLACES } from './shared-places.ts'
import { tempDir } from './temp-dir.ts'

/** Runs `ledger check` on a new ledger of a kind, which is to be fit. */
export async function checkLedger(kind: keyof typeof SHARED_PLACES): Promise<void> {
  await using place = await SHARED_PLACES[kind]()
  const checked = await runInProcess(
    ['ledger', 'check', '--format', 'json', '--ledger', place.address],
    { cwd: place.machine({}), env: { HOME: tempDir(), ...place.env } },
  )
  // How far the race is, where that takes long.
  expect(checked).toMatchObject({
    code: 0,
    stderr: expect.stringMatching(/^(?:Race: \d+ of \d+ rounds\n)*$/),
  })
  const { fit, records, race } = JSON.parse(checked.stdout)
  expect({ fit, records }).toEqual({ fit: true, records: 0 })
  expect(race.rounds).toBeGreaterThan(0)
  expect(race.winners).toBe(race.rounds)
}
