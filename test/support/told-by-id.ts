import { type InstanceDetails, instancesOf, type Remote } from '../../src/api/remote.ts'
import type { Answer, Gone } from '../../src/api/responses/read-result.ts'

/** What a service tells that is asked for one instance: what its list shows, and `more`; it is gone where the list lacks it. */
export function toldById(
  remote: Remote,
  id: string,
  more: Partial<InstanceDetails> = {},
): Answer<InstanceDetails> | Gone {
  const listed = instancesOf(remote).find((instance) => instance.id === id)
  return listed === undefined
    ? { kind: 'gone', why: 'HTTP 404' }
    : {
        kind: 'ok',
        value: { ...listed, keepDataDays: undefined, ssh: undefined, tools: [], ...more },
      }
}
