import type { OfferReport } from '../../pricing/offers/offer-report.ts'
import type { Cancellation } from '../cancellation.ts'

/** Everybody who waits for the same product asks: seldom enough that a service takes it. */
const PAUSE_MS = 10_000

interface Following {
  readonly look: () => Promise<OfferReport>
  readonly cancellation: Pick<Cancellation, 'requested' | 'wait'>
  /** Gets each look that found nothing. */
  readonly missed: (report: OfferReport) => void
}

/** Asks again until something can be had, or somebody asks to stop; then `undefined`. A list that cannot be read ends it. */
export async function followOffers({
  look,
  cancellation,
  missed,
}: Following): Promise<OfferReport | undefined> {
  while (!cancellation.requested()) {
    const report = await look()
    if (report.shown.length > 0) return report
    missed(report)
    await cancellation.wait(PAUSE_MS * (1 + Math.random() / 4))
  }
  return undefined
}
