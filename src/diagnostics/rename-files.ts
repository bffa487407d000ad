import type { Location, SourceFile } from '../model/location.ts'
import type { Diagnostic } from './diagnostic.ts'

/** The findings with other names of their files, for a reader who counts paths from elsewhere. */
export function renameFiles(
  diagnostics: readonly Diagnostic[],
  nameOf: (file: SourceFile) => string,
): readonly Diagnostic[] {
  // Files are known by identity, and the lines of each are counted once.
  const renamed = new Map<SourceFile, SourceFile>()
  const moved = (place: Location): Location => {
    const file = renamed.get(place.file) ?? { ...place.file, path: nameOf(place.file) }
    renamed.set(place.file, file)
    return { ...place, file }
  }
  return diagnostics.map((diagnostic) => ({
    ...diagnostic,
    place: moved(diagnostic.place),
    ...(diagnostic.related === undefined
      ? {}
      : { related: diagnostic.related.map((also) => ({ ...also, place: moved(also.place) })) }),
  }))
}
