/**
 * A whole small definition file for the `example` of a kind: a sound entry with some lines changed, added, or
 * left out (`undefined`). A line's text is what is after the colon.
 */
export function exampleFile(changes: { readonly [field: string]: string | undefined }): string {
  return `instances:\n${exampleEntry(changes)}`
}

/** One entry of such a file. */
export function exampleEntry(changes: { readonly [field: string]: string | undefined }): string {
  const lines = Object.entries({ ...SOUND, ...changes }).flatMap(([field, text]) =>
    text === undefined ? [] : [`${field}: ${text}`.trimEnd()],
  )
  return `  - ${lines.join('\n    ')}\n`
}

const SOUND: { readonly [field: string]: string } = {
  name: 'trainer',
  kind: 'gpu',
  productId: '4090.18c.60g',
  gpuNum: '1',
  rootfsSize: '60',
  imageUrl: 'image.ppinfra.com/prod-gpucloudpublic/pytorch:2.7.1-cuda12.8',
}
