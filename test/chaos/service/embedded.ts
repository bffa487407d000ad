import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { SANDBOX_SERVICE } from '../../../src/ledger/file-store/ledger-path.ts'
import type { FaultRule } from '../../../src/sandbox/faults/faults.ts'
import { folderStore } from '../../../src/sandbox/state/account-store.ts'
import type { Act } from '../story/act.ts'
import { type Scenario, troublesOf } from '../story/scenario.ts'
import type { ServiceOfStory } from './service-of-story.ts'
import { truthOf } from './truth.ts'

/** The pace of the service that the program brings along. */
const PACE = { stepMs: 1000, removedLingers: 2 }

/** The service that `--sandbox` brings along: only its folder tells what it did, and nobody else uses it. */
export function embedded(scenario: Scenario, folder: string): ServiceOfStory {
  const store = () => folderStore(join(folder, '.ppi-apply', SANDBOX_SERVICE))
  const faults = join(folder, 'faults.json')
  return {
    flags: ['--sandbox', `--faults=${faults}`],
    env: () => ({}),
    listen() {},
    meanwhile() {},
    async restart() {},
    async arrive() {},
    truth: () =>
      store()
        .instances()
        .map((instance) => {
          const beside = { askedName: instance.name, twin: undefined, privates: undefined }
          return truthOf(instance, beside, PACE, Date.now())
        }),
    between: () => undefined,
    enter: (act) => writeFileSync(faults, JSON.stringify(scriptOf(scenario, act))),
    async rest() {},
    async begin() {},
    calls: () => store().calls(),
    objections: [],
    shown: undefined,
    async close() {},
  }
}

/** The rules of all acts, so that each has its number; those of the others never strike. */
const scriptOf = (scenario: Scenario, { troubles }: Act): readonly FaultRule[] =>
  troublesOf(scenario).map((trouble) =>
    troubles.includes(trouble)
      ? trouble.rule
      : { ...trouble.rule, when: { ...trouble.rule.when, times: 0 } },
  )
