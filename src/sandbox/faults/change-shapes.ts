import { count, oneOf, optional, required, type Shape, text } from './fault-fields.ts'
import type { Change } from './faults.ts'

const ports = required(
  optional(
    { type: 'string' },
    'ports as create takes them',
    'As create takes them: 80/http, 22/tcp.',
  ),
)

const WHICH = {
  name: text('The exact name of the instance.'),
  id: text('The id of the instance.'),
} as const

/** What somebody else does to the account, by `change`. */
export const CHANGES = {
  stop: { about: 'Stops it.', fields: WHICH },
  start: { about: 'Starts it.', fields: WHICH },
  delete: { about: 'Deletes it.', fields: WHICH },
  vanish: { about: 'Lets it be gone, without a trace.', fields: WHICH },
  reclaim: { about: 'Reclaims it, as a spot instance.', fields: WHICH },
  freeze: {
    about: 'Freezes it, as the service does for an account in arrears.',
    fields: {
      status: oneOf(['freezing', 'frozen'], 'The state it is in then; freezing if not given.'),
      ...WHICH,
    },
  },
  ports: { about: 'Opens these ports instead.', fields: { ports, ...WHICH } },
  resize: {
    about: 'Changes its system disk.',
    fields: { rootfsSize: required(count('GB.')), ...WHICH },
  },
  image: {
    about: 'Gives its container another image.',
    fields: { imageUrl: required(text('The new image.')), ...WHICH },
  },
  env: {
    about: 'Sets a variable of its container.',
    fields: {
      key: required(text('The name of the variable.')),
      value: required(text('Its value.')),
      ...WHICH,
    },
  },
  container: {
    about: 'Gives its container another command or entry point, or a storage more.',
    fields: {
      command: text('What it runs.'),
      entrypoint: text('With what it begins.'),
      storageId: text('The id of a storage, which is at /by-hand then.'),
      ...WHICH,
    },
  },
  rename: { about: 'Renames it.', fields: { to: required(text('The new name.')), ...WHICH } },
  twin: {
    about: 'Makes an instance of this name, like the newest one that has it.',
    fields: {
      name: required(text('Its name.')),
      productId: text('Its product.'),
      gpuNum: count('Its GPUs.'),
      rootfsSize: count('Its system disk, in GB.'),
      imageUrl: text('Its image.'),
      ports: { ...ports, isRequired: false },
      month: count('For how many months it is paid in advance.'),
      networkId: text('The network that it is in.'),
      command: text('What its container runs.'),
      entrypoint: text('With what its container begins.'),
      agoMs: count('How long ago it was made.'),
    },
  },
} as const satisfies Record<Change['change'], Shape>
