/** The states that the service documents, and a few that clients met. Facts §2.4. */
const STATES: ReadonlySet<string> = new Set(
  (
    'tocreate creating pulling running tostart starting tostop stopping exited torestart restarting toreset resetting ' +
    'migrating freezing frozen toremove removing removed failed error unknown'
  ).split(' '),
)

/** Whether a state is a word that the service documents. */
export const isDocumented = (status: string): boolean => STATES.has(status.toLowerCase())

/** Whether a status is a word of the service and not a string: what a run does hangs on it, and it tells nobody anything. */
export const isState = (status: string): boolean => status === '' || isDocumented(status)
