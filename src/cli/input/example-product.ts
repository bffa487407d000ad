import type { CommandLine } from '../../config/flags.ts'
import { loadSettings } from '../../config/settings.ts'
import { UserError } from '../../model/user-error.ts'
import { firstOffer } from '../../operations/discovery/first-offer.ts'
import { plain } from '../../output/terminal/terminal-text.ts'
import { diskFor } from '../../output/text/discovery/disk-for.ts'
import { offerWords } from '../../output/text/discovery/offer-words.ts'
import type { Context } from '../context.ts'
import { openService } from './open-target.ts'

/** The product that a first file names. */
export interface ExampleProduct {
  readonly id: string
  /** In GB. */
  readonly disk: number
  /** What it is, and where that is known from, as a comment of one line. */
  readonly about: string
}

/** One that can be had now, where there is a service to ask; else one of the documents, with the way to find another. */
export async function exampleProduct(
  context: Context,
  { flags }: CommandLine,
  typed: string,
): Promise<ExampleProduct> {
  const documented = {
    id: '4090.18c.60g',
    disk: 60,
    about: `an example; what there is: ${typed} products`,
  }
  try {
    const settings = await loadSettings({ flags, args: [] }, context)
    const service = await openService({ context, settings, flags })
    try {
      const { name, client } = service
      if (client === undefined) return documented
      const found = await firstOffer({ name, client })
      if (found === undefined) return documented
      const { offer, report } = found
      return { id: offer.product.id, disk: diskFor(offer), about: offerWords(offer, report) }
    } finally {
      await service.close()
    }
  } catch (error) {
    if (!(error instanceof UserError)) throw error
    context.stderr.write(
      `The product of the file is only an example, as the service could not be asked: ${plain(error.message)}\n`,
    )
    return documented
  }
}
