/**
 * What the sandbox sells: small, realistic in shape, invented in content. Prices are strings in 1e-5 of the
 * account's currency an hour, as the live service writes them. Facts §4, §5.
 */

export interface Cluster {
  readonly id: string
  /** What products name as a region. */
  readonly name: string
  readonly availableGpuType: readonly string[]
  readonly supportNetworkStorage: boolean
  readonly supportInstanceNetwork: boolean
}

export const CLUSTERS: readonly Cluster[] = [
  {
    id: 'cn-south-1',
    name: 'CN-South-01 (Guangzhou)',
    availableGpuType: ['RTX 4090 24GB', 'RTX 3090 24GB'],
    supportNetworkStorage: true,
    supportInstanceNetwork: true,
  },
  {
    id: 'cn-northwest-2',
    name: 'CN-Northwest-02 (Zhongwei)',
    availableGpuType: ['RTX 4090 24GB', 'A100 SXM 80GB', 'H100 SXM 80GB'],
    supportNetworkStorage: true,
    supportInstanceNetwork: false,
  },
  {
    id: '27',
    name: 'CN-East-03 (Hangzhou)',
    availableGpuType: ['RTX 4090 24GB', 'L40S 48GB'],
    supportNetworkStorage: false,
    supportInstanceNetwork: false,
  },
]

export interface GpuProduct {
  readonly id: string
  readonly name: string
  readonly cpuPerGpu: number
  readonly memoryPerGpu: number
  readonly diskPerGpu: number
  readonly availableDeploy: boolean
  readonly minRootFS: number
  readonly maxRootFS: number
  readonly minLocalStorage: number
  readonly maxLocalStorage: number
  /** Cluster names, not ids; empty means any cluster. */
  readonly regions: readonly string[]
  readonly price: string
  readonly monthlyPrice: readonly {
    readonly price: string
    readonly basePrice: string
    readonly month: number
  }[]
  readonly billingMethods: readonly ('onDemand' | 'monthly' | 'spot')[]
  readonly spotPrice: string
  readonly inventoryState: 'none' | 'low' | 'normal' | 'high'
  /** What differs in single clusters, by their ids. */
  readonly inCluster?: Readonly<Record<string, ClusterTerms>>
}

/** What of a product is its own in one cluster. */
export interface ClusterTerms {
  readonly price: string
  readonly spotPrice: string
  readonly inventoryState: GpuProduct['inventoryState']
  /** GPUs that one instance can have there now. */
  readonly freeGpus: number
}

export const GPU_PRODUCTS: readonly GpuProduct[] = [
  {
    id: '4090.18c.60g',
    name: 'RTX 4090 24GB',
    cpuPerGpu: 18,
    memoryPerGpu: 60,
    diskPerGpu: 60,
    availableDeploy: true,
    minRootFS: 10,
    maxRootFS: 6144,
    minLocalStorage: 0,
    maxLocalStorage: 2048,
    regions: [],
    price: '199000',
    monthlyPrice: [
      { price: '128900000', basePrice: '143280000', month: 1 },
      { price: '115000000', basePrice: '143280000', month: 6 },
    ],
    billingMethods: ['onDemand', 'monthly', 'spot'],
    spotPrice: '99500',
    inventoryState: 'high',
    inCluster: {
      'cn-northwest-2': {
        price: '179000',
        spotPrice: '89500',
        inventoryState: 'normal',
        freeGpus: 8,
      },
      '27': { price: '219000', spotPrice: '109500', inventoryState: 'low', freeGpus: 4 },
    },
  },
  {
    id: '3090.16c92g',
    name: 'RTX 3090 24GB',
    cpuPerGpu: 16,
    memoryPerGpu: 92,
    diskPerGpu: 60,
    availableDeploy: true,
    minRootFS: 10,
    maxRootFS: 1024,
    minLocalStorage: 0,
    maxLocalStorage: 0,
    regions: ['CN-South-01 (Guangzhou)'],
    price: '139000',
    monthlyPrice: [],
    billingMethods: ['onDemand', 'spot'],
    spotPrice: '69500',
    inventoryState: 'low',
  },
  // The vendor's own command-line client tries these, and the one above, as spot instances. Facts §1.1.
  {
    id: '4090.16c62g',
    name: 'RTX 4090 24GB',
    cpuPerGpu: 16,
    memoryPerGpu: 62,
    diskPerGpu: 60,
    availableDeploy: true,
    minRootFS: 10,
    maxRootFS: 2048,
    minLocalStorage: 0,
    maxLocalStorage: 0,
    regions: ['CN-East-03 (Hangzhou)'],
    price: '209000',
    monthlyPrice: [],
    billingMethods: ['onDemand', 'spot'],
    spotPrice: '104500',
    inventoryState: 'normal',
  },
  {
    id: '4090.16c96g.v2',
    name: 'RTX 4090 24GB',
    cpuPerGpu: 16,
    memoryPerGpu: 96,
    diskPerGpu: 60,
    availableDeploy: true,
    minRootFS: 10,
    maxRootFS: 2048,
    minLocalStorage: 0,
    maxLocalStorage: 0,
    regions: ['CN-Northwest-02 (Zhongwei)'],
    price: '229000',
    monthlyPrice: [],
    billingMethods: ['onDemand', 'spot'],
    spotPrice: '114500',
    inventoryState: 'low',
  },
  {
    id: 'A100-80GB.14c240g',
    name: 'A100 SXM 80GB',
    cpuPerGpu: 14,
    memoryPerGpu: 240,
    diskPerGpu: 60,
    availableDeploy: true,
    minRootFS: 10,
    maxRootFS: 6144,
    minLocalStorage: 0,
    maxLocalStorage: 4096,
    regions: ['CN-Northwest-02 (Zhongwei)'],
    price: '699000',
    monthlyPrice: [{ price: '452900000', basePrice: '503280000', month: 1 }],
    billingMethods: ['onDemand', 'monthly'],
    spotPrice: '',
    inventoryState: 'normal',
  },
  {
    id: 'L40S.22c125g',
    name: 'L40S 48GB',
    cpuPerGpu: 22,
    memoryPerGpu: 125,
    diskPerGpu: 60,
    availableDeploy: true,
    minRootFS: 10,
    maxRootFS: 2048,
    minLocalStorage: 0,
    maxLocalStorage: 0,
    regions: ['CN-East-03 (Hangzhou)'],
    price: '459000',
    monthlyPrice: [],
    billingMethods: ['onDemand', 'spot'],
    spotPrice: '229500',
    inventoryState: 'normal',
  },
  {
    id: 'H100-80GB.24c240g',
    name: 'H100 SXM 80GB',
    cpuPerGpu: 24,
    memoryPerGpu: 240,
    diskPerGpu: 60,
    availableDeploy: false,
    minRootFS: 10,
    maxRootFS: 6144,
    minLocalStorage: 0,
    maxLocalStorage: 0,
    regions: ['CN-Northwest-02 (Zhongwei)'],
    price: '1599000',
    monthlyPrice: [],
    billingMethods: ['onDemand'],
    spotPrice: '',
    inventoryState: 'none',
  },
]

export interface CpuProduct {
  readonly id: string
  readonly name: string
  readonly cpuNum: number
  readonly memorySize: number
  readonly rootfsSize: number
  readonly localVolumeSize: number
  readonly availableDeploy: boolean
  readonly price: string
}

export const CPU_PRODUCTS: readonly CpuProduct[] = [
  {
    id: 'cpu.4c8g',
    name: 'CPU 4 cores 8 GB',
    cpuNum: 4,
    memorySize: 8,
    rootfsSize: 30,
    localVolumeSize: 0,
    availableDeploy: true,
    price: '36000',
  },
  {
    id: 'cpu.16c32g',
    name: 'CPU 16 cores 32 GB',
    cpuNum: 16,
    memorySize: 32,
    rootfsSize: 60,
    localVolumeSize: 100,
    availableDeploy: true,
    price: '144000',
  },
  {
    id: 'cpu.64c128g',
    name: 'CPU 64 cores 128 GB',
    cpuNum: 64,
    memorySize: 128,
    rootfsSize: 60,
    localVolumeSize: 200,
    availableDeploy: false,
    price: '576000',
  },
]

export const BASE_IMAGES = [
  {
    id: 'pytorch-2.7.1',
    name: 'PyTorch 2.7.1, CUDA 12.8',
    imageUrl: 'image.ppinfra.com/prod-gpucloudpublic/pytorch:2.7.1-cuda12.8',
  },
  {
    id: 'ubuntu-22.04',
    name: 'Ubuntu 22.04, CUDA 12.4',
    imageUrl: 'image.ppinfra.com/prod-gpucloudpublic/ubuntu:22.04-cuda12.4',
  },
] as const

/** The other lists of the account, with the odd keys of the live ones; no operation changes them. Facts §5. */
export const OTHER_LISTS = {
  auths: {
    data: [
      {
        id: '0f8fad5b-d9cb-469f-a165-70867728950e',
        name: 'registry',
        username: 'robot',
        password: 'sandbox-registry-password',
      },
    ],
  },
  storages: {
    data: [
      {
        storageId: '7c9e6679-7425-40de-944b-e07fc1f90ae7',
        storageName: 'datasets',
        storageSize: 500,
        clusterId: 'cn-south-1',
        clusterName: 'CN-South-01 (Guangzhou)',
        price: '50',
      },
    ],
    total: 1,
  },
  networks: {
    network: [
      {
        Id: 'vpc-1',
        user: 'sandbox',
        name: 'default',
        state: { state: 'running', error: '' },
        segment: '10.0.0.0/24',
        clusterId: 'cn-south-1',
        Addresses: [],
        createTime: '1730000000',
      },
    ],
    total: '1',
  },
} as const
