/** Whether an address is on this machine: plain HTTP is safe there, and no proxy is asked. */
export const isLoopback = (url: URL): boolean => LOOPBACK.test(url.hostname)

/** `URL` has already turned `127.1` and `[::0001]` into their usual forms. */
const LOOPBACK = /^(localhost\.?|.+\.localhost\.?|127\.\d+\.\d+\.\d+|\[::1\])$/
