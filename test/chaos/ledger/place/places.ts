import type { Control } from '../worker/orders.ts'
import { filePlace } from './file-place.ts'
import { gitPlace } from './git-place.ts'
import type { Place, StoreName } from './place.ts'
import { postgresPlace } from './postgres-place.ts'
import { radosgwPlace } from './radosgw-place.ts'
import { s3Place } from './s3-place.ts'

/** Makes a ledger in a store of its own; what it writes is in the folder, and gone with it. */
export function openPlace(
  store: StoreName,
  folder: string,
  control: Control | undefined,
): Promise<Place> {
  switch (store) {
    case 'file':
      return filePlace(folder)
    case 'postgres':
      return postgresPlace(folder)
    case 's3':
      return s3Place(folder, control === 'versioned')
    case 'git':
      return gitPlace(folder)
    case 'radosgw':
      return radosgwPlace(folder)
  }
}
