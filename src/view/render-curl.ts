import type { InstanceSpec } from '../spec/instance-spec.ts'
import type { Json } from '../spec/secret.ts'

/** The create calls as curl commands, to read or to compare; the key stays a shell variable. */
export function renderCurl(
  specs: readonly InstanceSpec[],
  show: (body: InstanceSpec['body']) => Json,
  baseUrl: string,
): string {
  const url = `${baseUrl.replace(/\/+$/, '')}/gpu-instance/openapi/v1/gpu/instance/create`
  return specs
    .map((spec) =>
      [
        `curl --request POST --url ${quote(url)} \\`,
        `  --header "Authorization: Bearer $PPIO_API_KEY" \\`,
        `  --header 'Content-Type: application/json' \\`,
        `  --data ${quote(JSON.stringify(show(spec.body), null, 2))}\n`,
      ].join('\n'),
    )
    .join('\n')
}

/** One argument of a POSIX shell, whatever is in it. */
const quote = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`
