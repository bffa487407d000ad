import process from 'node:process'

/**
 * Ends a run of which all is closed, with 0 where it is sound. Node 20 can spin for ever in its own clean-up after half an hour
 * of processes and sockets, so that is skipped.
 */
export const endRun = (isSound: boolean): never => process.exit(isSound ? 0 : 1)
