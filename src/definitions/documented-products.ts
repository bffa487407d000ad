/** A product that the API documents: the service may sell others. API facts §4. */
export interface DocumentedProduct {
  readonly id: string
  readonly name: string
}

export const DOCUMENTED_PRODUCTS: readonly DocumentedProduct[] = [
  { id: '4090.18c.60g', name: 'RTX 4090 24GB' },
  { id: '3090.16c92g', name: 'RTX 3090 24GB' },
  { id: 'A100-80GB.14c240g', name: 'A100 SXM 80GB' },
  { id: 'L40S.22c125g', name: 'L40S 48GB' },
  { id: 'H100-80GB.24c240g', name: 'H100 SXM 80GB' },
  { id: 'cpu.4c8g', name: 'CPU 4 cores 8 GB' },
  { id: 'cpu.16c32g', name: 'CPU 16 cores 32 GB' },
  { id: 'cpu.64c128g', name: 'CPU 64 cores 128 GB' },
]
