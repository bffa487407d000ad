import type { Client } from '../../api/client.ts'
import type { HoldingQuestion, Holdings, ResourceName } from '../../api/holdings.ts'
import type { ResourceKind } from '../../api/resource.ts'
import { unreachable } from '../../model/unreachable.ts'
import { refuseAborted } from '../cancellation.ts'
import type { Shop } from './list-offers.ts'
import { requireAnswer, requireListing } from './require-answer.ts'

/** Asks what there is. Throws a `UserError` where the list cannot be read. */
export async function listHoldings(
  { name, client }: Shop,
  question: HoldingQuestion,
  signal?: AbortSignal,
): Promise<Holdings> {
  const holdings = await ask(client, question, signal)
  refuseAborted(signal)
  return { target: name, ...holdings }
}

type Asked = Holdings extends infer Each
  ? Each extends Holdings
    ? Omit<Each, 'target'>
    : never
  : never

async function ask(
  client: Client,
  question: HoldingQuestion,
  signal: AbortSignal | undefined,
): Promise<Asked> {
  const { kind } = question
  switch (kind) {
    case 'clusters': {
      const { items, unread } = requireListing(await client.clusters({ signal }), kind)
      return { kind, items, isWhole: unread === 0 }
    }
    case 'images': {
      const { type } = question
      const { items, unread } = requireListing(await client.images(type, { signal }), kind)
      return { kind, type, items, isWhole: unread === 0 }
    }
    case 'storages':
    case 'networks':
    case 'auths': {
      const answer = await client.resources(RESOURCES[kind], { signal })
      return { kind, ...requireAnswer(answer, WORDS[kind]) }
    }
    default:
      return unreachable(kind)
  }
}

const RESOURCES = {
  storages: 'storage',
  networks: 'network',
  auths: 'registry-login',
} as const satisfies Record<ResourceName, ResourceKind>

const WORDS = {
  storages: 'network storages',
  networks: 'networks',
  auths: 'registry logins',
} as const
