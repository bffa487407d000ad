import type { SharedSetting } from '../../config/places/ledger-setting.ts'
import type { LedgerWorld } from '../shared/ledger-world.ts'
import type { SharedParts } from '../shared/shared-location.ts'
import type { Store } from '../store.ts'
import { parseS3Address, type S3Address } from './s3-address.ts'

const ROUNDS = 200

/** A ledger in a bucket of an S3 store. */
export function s3Ledger({ address }: SharedSetting, { environment }: LedgerWorld): SharedParts {
  const where = parseS3Address(address, environment)
  const open = (at: S3Address) => async (): Promise<Store> => {
    const { openS3Store } = await import('./s3-store.ts')
    return openS3Store(at, { environment })
  }
  const { bucket, prefix } = where
  return {
    label: addressOf(where),
    connect: open(where),
    connectScratch: open({ ...where, prefix: `${prefix}.check` }),
    raceRounds: ROUNDS,
    setup: {
      text: `Nothing but the bucket ${bucket}, with versioning off and without lifecycle rules for ${prefix}/*. Whoever runs ppi-apply needs s3:ListBucket on the bucket, and s3:GetObject and s3:PutObject on ${prefix}/* (and on ${prefix}.check/* for ledger check); nobody needs s3:DeleteObject.`,
      create: undefined,
    },
  }
}

/** The address again, so that it names this ledger on its own: another store may have a bucket of the same name. */
function addressOf({ bucket, prefix, region, endpoint, addressing }: S3Address): string {
  const short = `s3://${bucket}/${prefix}?region=${region}`
  const meant = parseS3Address(short)
  return meant.endpoint.href === endpoint.href && meant.addressing === addressing
    ? short
    : `${short}&endpoint=${endpoint.origin}&addressing=${addressing}`
}
