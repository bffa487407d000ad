import type { CommandLine, Flags } from '../../config/flags.ts'
import { loadSettings } from '../../config/settings.ts'
import type { ExitStatus } from '../../model/exit-status.ts'
import { unreachable } from '../../model/unreachable.ts'
import { UserError } from '../../model/user-error.ts'
import { followOffers } from '../../operations/discovery/follow-offers.ts'
import { listOffers, type Shop } from '../../operations/discovery/list-offers.ts'
import { productsJson } from '../../output/json/discovery/products-json.ts'
import { offersText } from '../../output/text/discovery/offers-text.ts'
import { toPriceUnits } from '../../pricing/amount-text.ts'
import type { OfferQuestion, OfferReport } from '../../pricing/offers/offer-report.ts'
import type { Context } from '../context.ts'
import { openService, requireAccess } from '../input/open-target.ts'
import { applyProgress } from '../talk/apply-progress.ts'
import { documentText, writeJsonInto } from '../talk/output-format.ts'
import { handleSignals } from '../talk/signals.ts'

/** Shows what can be had, once or as soon as there is something. Changes nothing. */
export async function productsCommand(
  context: Context,
  line: CommandLine,
  format: 'text' | 'json' | 'yaml',
): Promise<ExitStatus> {
  const { flags, args } = line
  const question = questionOf(flags, args)
  const settings = await loadSettings({ flags, args: [] }, context)
  const service = await openService({ context, settings, flags })
  try {
    const shop = { name: service.name, client: requireAccess(service, settings).client }
    const report =
      flags.watch === true
        ? await watchOffers(shop, question, context)
        : await askOnce(shop, question, context)
    if (report === undefined) return 'interrupted'
    switch (format) {
      case 'json':
        context.stdout.write(documentText(productsJson(report)))
        break
      case 'yaml': {
        const { offersYaml } = await import('../../output/text/discovery/offers-yaml.ts')
        context.stdout.write(offersYaml(report))
        break
      }
      case 'text':
        context.stdout.write(offersText(report, context.stdout.style))
        break
      default:
        unreachable(format)
    }
    await writeJsonInto(context, flags, () => productsJson(report))
    return 'done'
  } finally {
    await service.close()
  }
}

async function askOnce(
  shop: Shop,
  question: OfferQuestion,
  { stderr }: Context,
): Promise<OfferReport> {
  const { busy } = applyProgress(stderr.live)
  busy('Asking for prices and stock')
  try {
    return await listOffers(shop, question)
  } finally {
    busy(undefined)
  }
}

async function watchOffers(
  shop: Shop,
  question: OfferQuestion,
  { stderr }: Context,
): Promise<OfferReport | undefined> {
  const interrupts = handleSignals(() => {})
  const { busy } = applyProgress(stderr.live)
  try {
    return await followOffers({
      look: () => listOffers(shop, question, interrupts.deadline),
      cancellation: interrupts,
      missed: ({ unavailable, total }) => busy(missedText(unavailable.length, total)),
    })
  } finally {
    busy(undefined)
    interrupts.release()
  }
}

const missedText = (unavailable: number, total: number): string =>
  unavailable === 0
    ? `Nothing like it among ${total} products; looking again`
    : `${unavailable === 1 ? 'One product fits' : `${unavailable} products fit`}, and none can be had now; looking again`

function questionOf(flags: Flags, words: readonly string[]): OfferQuestion {
  const { gpus = 1, billing = 'onDemand', cluster } = flags
  if (!Number.isInteger(gpus) || gpus < 1 || gpus > MOST_GPUS) {
    throw new UserError(`--gpus takes a whole number from 1 to ${MOST_GPUS}, not ${gpus}`, {
      ending: 'usage',
      hint: 'An instance has at most 8 GPUs; for products without any: --cpu',
    })
  }
  if (flags.cpu === true && (flags.gpus !== undefined || billing !== 'onDemand')) {
    throw new UserError('--cpu is about products without a GPU, which are paid by the hour', {
      ending: 'usage',
      hint: `leave out ${flags.gpus === undefined ? '--billing' : '--gpus'}`,
    })
  }
  const maxHourly = flags['max-hourly']
  return {
    words: words.flatMap((word) => word.split(/\s+/)).filter((word) => word !== ''),
    gpus,
    clusterId: cluster,
    billing,
    cpuOnly: flags.cpu === true,
    maxHourly: maxHourly === undefined ? undefined : toPriceUnits(maxHourly),
    minVcpus: flags['min-vcpu'],
    minMemory: flags['min-memory'],
    minDisk: flags['min-disk'],
    all: flags.all === true,
    sort: flags.sort ?? 'price',
  }
}

/** As the reference has it for `gpuNum`. */
const MOST_GPUS = 8
