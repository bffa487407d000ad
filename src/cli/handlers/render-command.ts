import type { CommandLine } from '../../config/flags.ts'
import { loadSettings, type Settings } from '../../config/settings.ts'
import type { InstanceSpec } from '../../definitions/instance-spec.ts'
import type { ExitStatus } from '../../model/exit-status.ts'
import { type Json, mask, reveal } from '../../model/secret.ts'
import { unreachable } from '../../model/unreachable.ts'
import { renderCurl } from '../../output/text/render-curl.ts'
import { MARKER_SHOWN, markerObstacle, withMarker } from '../../plan/marker.ts'
import type { Context } from '../context.ts'
import { loadFleet } from '../input/checked-fleet.ts'
import { documentText, writeJsonInto } from '../talk/output-format.ts'

/** Prints the exact create bodies in order. The one command that can show secrets, and only when told to. */
export async function renderCommand(
  context: Context,
  line: CommandLine,
  format: 'json' | 'yaml' | 'curl',
): Promise<ExitStatus> {
  const { flags } = line
  const settings = await loadSettings(line, context)
  const fleet = await loadFleet(context, settings)
  const show = flags['show-secrets'] === true ? reveal : mask
  const document = () =>
    renderJson(
      settings.marker ? fleet.specs.map((spec) => marked(spec, settings.limits)) : fleet.specs,
      show,
    )
  switch (format) {
    case 'json':
      context.stdout.write(documentText(document()))
      break
    case 'yaml': {
      const { renderYaml } = await import('../../output/text/render-yaml.ts')
      context.stdout.write(renderYaml(document()))
      break
    }
    case 'curl':
      context.stdout.write(
        renderCurl(fleet.specs, {
          secrets: flags['show-secrets'] === true ? 'clear' : 'references',
          baseUrl: settings.destination().baseUrl,
          keyVariable: settings.apiKeyVariable,
          marker: settings.marker,
        }),
      )
      break
    default:
      unreachable(format)
  }
  await writeJsonInto(context, flags, document)
  return 'done'
}

/** As it is sent, but for the value of the marker, which only an attempt has. */
function marked(spec: InstanceSpec, limits: Settings['limits']): InstanceSpec {
  const fallback = spec.fallback.map((rung) => marked(rung, limits))
  return markerObstacle(spec.body, limits) === undefined
    ? { ...spec, fallback, body: withMarker(spec.body, MARKER_SHOWN) }
    : { ...spec, fallback }
}

const renderJson = (
  specs: readonly InstanceSpec[],
  show: (body: InstanceSpec['body']) => Json,
): Json => ({
  formatVersion: '1.0',
  instances: specs.map(({ name, place, body, fallback }) => ({
    name: name ?? null,
    file: place.file.path,
    pointer: place.pointer,
    body: show(body),
    // What is sent in its place, each where the one before it is sold out.
    ...(fallback.length === 0 ? {} : { fallback: fallback.map((rung) => show(rung.body)) }),
  })),
})
