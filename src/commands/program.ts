/**
 * Everything that a usual run may need, behind one import. Each file of the built program costs about a hundredth of
 * Node's own start, and the bundler makes one for every combination of imports that share a module; so there is one
 * import besides the few things that are rare and large: the network, the sandbox, the search for a config.
 */
export { adoptCommand } from './adopt.ts'
export { applyCommand } from './apply.ts'
export { completionOf } from './completion.ts'
export { errorText, failureOutput, interruption } from './failure.ts'
export { forgetCommand } from './forget.ts'
export { initCommand } from './init.ts'
export { planCommand } from './plan.ts'
export { renderCommand } from './render.ts'
export { statusCommand } from './status.ts'
export { unlockCommand } from './unlock.ts'
export { validateCommand } from './validate.ts'
export { varsCommand } from './vars.ts'
