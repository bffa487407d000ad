import type { InstanceSpec } from '../../definitions/instance-spec.ts'
import type { Json } from '../../model/secret.ts'
import { MARKER_KEY } from '../../plan/marker.ts'
import { jsonText } from '../json/compact-json.ts'

/** The create calls as curl commands, to read or to compare; the key stays a shell variable. */
export function renderCurl(
  specs: readonly InstanceSpec[],
  {
    show,
    baseUrl,
    marker,
  }: {
    readonly show: (body: InstanceSpec['body']) => Json
    readonly baseUrl: string
    /** Whether `apply` would add a marker. */
    readonly marker: boolean
  },
): string {
  const url = `${baseUrl.replace(/\/+$/, '')}/gpu-instance/openapi/v1/gpu/instance/create`
  const calls = specs
    .map((spec) =>
      [
        `curl --request POST --url ${quote(url)} \\`,
        `  --header "Authorization: Bearer $PPIO_API_KEY" \\`,
        `  --header 'Content-Type: application/json' \\`,
        `  --data ${quote(jsonText(show(spec.body), 2))}\n`,
      ].join('\n'),
    )
    .join('\n')
  return marker && specs.length > 0 ? `${WITHOUT_MARKER}\n${calls}` : calls
}

/** A marker names an attempt of the ledger, and a command that is pasted is none. */
const WITHOUT_MARKER = `# Without ${MARKER_KEY}, which apply adds: the ledger does not know what these commands create. Record it with ppi-apply adopt NAME ID.`

/** One argument of a POSIX shell, whatever is in it: JSON and addresses have escapes for all that could act. */
const quote = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`
