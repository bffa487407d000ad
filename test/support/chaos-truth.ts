import type { Truth } from '../chaos/service/truth.ts'

/** An instance of a story that runs, as the service knows it. */
export const aTruth = (
  id: string,
  settings: Truth['settings'],
  more: Partial<Truth> = {},
): Truth => ({
  id,
  name: 'a',
  askedName: 'a',
  twin: undefined,
  status: 'running',
  createdAt: 0,
  isLeaving: false,
  isYetToBegin: false,
  failure: undefined,
  isPrepaid: false,
  clusterId: 'cn-south-1',
  settings,
  ...more,
})
