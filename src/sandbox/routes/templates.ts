import { randomUUID } from 'node:crypto'
import type { Json } from '../../model/secret.ts'
import type { Account } from '../state/sandbox-account.ts'
import { isRecord, type Reply, refusal } from './reply.ts'

/** `GET /templates`. The form is a guess. Facts §5. */
export const browseTemplates = ({ templates }: Pick<Account, 'templates'>): Reply => ({
  status: 200,
  body: { template: [...templates], total: templates.length },
})

/** `POST /template/create`: keeps whatever it is given, under an id. No document says what is kept of one. */
export function makeTemplate(body: unknown, { templates }: Pick<Account, 'templates'>): Reply {
  if (!isRecord(body)) return refusal(400, 'REQUEST', 'the body is not a JSON object')
  const templateId = randomUUID()
  const own = isRecord(body.template) ? body.template : body
  templates.push({ ...(own as { readonly [member: string]: Json }), templateId })
  return { status: 200, body: { templateId } }
}
