import { defineDiagnostic } from '../define-diagnostic.ts'
import { exampleEntry, exampleFile } from '../example-file.ts'
import { code, plural, supplied, type ValueDescription, valueSentence } from '../wording.ts'

export interface PortSaid {
  /** `ports` entry 3, or `tools[0].port`. */
  readonly label: string
  readonly digits: string
  readonly from: readonly string[]
}

const PORTS = '`ports` is a list of `PORT/TYPE`, such as `80/http, 3306/tcp`.'

/** Findings about ports. */
export const PORT_KINDS = {
  'port-empty': defineDiagnostic<{ label: string }>({
    severity: 'error',
    about: `A port is missing between two commas or at the end. ${PORTS}`,
    example: () => exampleFile({ ports: '80/http,, 22/tcp' }),
    word: ({ label }) => ({
      message: `${label} is empty`,
      hint: 'remove the extra comma',
    }),
  }),

  'port-malformed': defineDiagnostic<{
    label: string
    text: string
    from: readonly string[]
    /** In `tools`, where the type is in a field of its own. */
    tool: boolean
    meant: string | undefined
  }>({
    severity: 'error',
    about: `${PORTS} The platform chooses the outside port, so there is no pair of ports. In \`tools\` the port is a number alone.`,
    example: () => exampleFile({ ports: 'http/80' }),
    word: ({ label, text, from, tool, meant }) => ({
      message: `${label}: ${quoted(text)}${supplied(from)} is not ${
        tool ? 'a port number' : 'of the form `PORT/TYPE`'
      }`,
      hint:
        meant !== undefined
          ? `write ${code(meant)}`
          : tool
            ? 'write the number alone, as in `port: "8888"`'
            : 'write it as in `80/http` or `3306/tcp`',
    }),
  }),

  'port-type-unknown': defineDiagnostic<{
    label: string
    type: string
    from: readonly string[]
    meant: string | undefined
  }>({
    severity: 'error',
    about: `The platform opens ports of the types \`tcp\` and \`http\`. ${PORTS}`,
    example: () => exampleFile({ ports: '80/https' }),
    word: ({ label, type, from, meant }) => ({
      message: `${label}: the type ${quoted(type)}${supplied(from)} must be \`tcp\` or \`http\``,
      ...(meant === undefined ? {} : { hint: `did you mean ${code(meant)}?` }),
    }),
  }),

  'port-leading-zero': defineDiagnostic<PortSaid & { meant: string }>({
    severity: 'error',
    about: 'A port is a decimal number without zeros in front of it.',
    example: () => exampleFile({ ports: '080/http' }),
    word: ({ label, digits, from, meant }) => ({
      message: `${label}: ${quoted(digits)}${supplied(from)} has a zero in front`,
      hint: `write ${code(meant)}`,
    }),
  }),

  'port-out-of-range': defineDiagnostic<PortSaid>({
    severity: 'error',
    about: 'Ports are numbers from 1 to 65535.',
    example: () => exampleFile({ ports: '70000/tcp' }),
    word: ({ label, digits, from }) => ({
      message: `${label}: ${quoted(digits)}${supplied(from)} must be between 1 and 65535`,
    }),
  }),

  'port-reserved': defineDiagnostic<PortSaid>({
    severity: 'error',
    about: 'The platform uses the ports 2222, 2223 and 2224 itself.',
    example: () => exampleFile({ ports: '2222/tcp' }),
    word: ({ label, digits, from }) => ({
      message: `${label}: ${quoted(digits)}${supplied(from)} is reserved by the platform`,
      hint: 'choose another port than 2222, 2223 and 2224',
    }),
  }),

  'port-duplicate': defineDiagnostic<{ label: string; number: string; first: string }>({
    severity: 'error',
    about: 'A port can be opened once, in `ports` and `tools` together, whatever its type.',
    example: () => exampleFile({ ports: '80/http, 80/tcp' }),
    word: ({ label, number, first }) => ({
      message: `${label}: port ${number} is already opened by ${first}`,
      hint: 'remove one of the two',
    }),
  }),

  'ports-too-many': defineDiagnostic<{ ports: number; tools: number; most: number }>({
    severity: 'error',
    about: 'The platform opens at most 15 ports for an instance, `ports` and `tools` together.',
    example: () =>
      exampleFile({
        ports: Array.from({ length: 16 }, (_, index) => `${8000 + index}/tcp`).join(', '),
      }),
    word: ({ ports, tools, most }) => ({
      message: `${plural(ports + tools, 'port')} (${ports} in \`ports\`, ${tools} in \`tools\`) are given, but at most ${most} are allowed`,
    }),
  }),
}

/** Findings about the other fields, within an entry and over the whole fleet. */
export const RULE_KINDS = {
  'env-key-malformed': defineDiagnostic<{ field: string; key: string; from: readonly string[] }>({
    severity: 'error',
    about:
      'The key of an environment variable is not empty, and has neither `=` nor control characters: no process could ' +
      'be given such a variable.',
    example: () => exampleFile({ envs: '[{ key: A=B, value: a }]' }),
    word: ({ field, key, from }) => ({
      message: `${code(field)}: ${quoted(beforeValue(key))}${supplied(from)} is not the name of an environment variable`,
      hint: nameAdvice(key),
    }),
  }),

  'env-key-unusual': defineDiagnostic<{ field: string; key: string; from: readonly string[] }>({
    severity: 'warning',
    about:
      'The key of an environment variable usually has letters from A to Z, digits and underscores, and does not start ' +
      'with a digit. The service takes others, but a shell in the container cannot name them.',
    example: () => exampleFile({ envs: '{ MY-MODE: a }' }),
    word: ({ field, key, from }) => ({
      message: `${code(field)}: no shell can name the variable ${quoted(key)}${supplied(from)}`,
      hint: nameAdvice(key),
    }),
  }),

  'env-key-duplicate': defineDiagnostic<{ field: string; key: string; first: string }>({
    severity: 'error',
    about:
      'Two values for one environment variable: which one the container gets is not documented.',
    example: () => exampleFile({ envs: '[{ key: A, value: x }, { key: A, value: y }]' }),
    word: ({ field, key, first }) => ({
      message: `${code(field)}: the variable ${quoted(key)} is already set by ${code(first)}`,
      hint: 'remove one of the two',
    }),
  }),

  'mount-point-relative': defineDiagnostic<ValueDescription>({
    severity: 'error',
    about: 'A storage is mounted at a path of the container that starts with `/`.',
    example: () => exampleFile({ networkStorages: '[{ Id: s-1, mountPoint: data }]' }),
    word: (said) => ({
      message: `${valueSentence(said)}, but must start with \`/\``,
      hint: 'write an absolute path, as in `/data`',
    }),
  }),

  'mount-point-duplicate': defineDiagnostic<ValueDescription & { first: string }>({
    severity: 'error',
    about: 'Two storages at one path would hide each other.',
    example: () =>
      exampleFile({
        networkStorages: '[{ Id: s-1, mountPoint: /data }, { Id: s-2, mountPoint: /data/ }]',
      }),
    word: ({ first, ...said }) => ({
      message: `${valueSentence(said)}, which is already used by ${code(first)}`,
      hint: 'give each storage a path of its own',
    }),
  }),

  'image-auth-malformed': defineDiagnostic<{ from: readonly string[] }>({
    severity: 'error',
    about:
      '`imageAuth` is `username:password`. Its value is never shown. The id of credentials that are saved with the ' +
      'service belongs in `imageAuthId`.',
    example: () => exampleFile({ imageAuth: 'robot' }),
    word: ({ from }) => ({
      message: `\`imageAuth\`${supplied(from)} has no colon, but must be \`username:password\``,
      hint: 'the id of saved credentials belongs in `imageAuthId`',
    }),
  }),

  'image-auth-twice': defineDiagnostic<object>({
    severity: 'error',
    about:
      'An image is pulled with one set of credentials: written out in `imageAuth`, or saved and named by `imageAuthId`.',
    example: () => exampleFile({ imageAuth: '${A_NOT_SET:-u:p}', imageAuthId: 'a-1' }),
    word: () => ({
      message: '`imageAuthId` is given together with `imageAuth`, but only one of them is allowed',
      hint: 'remove one of the two',
    }),
  }),

  'name-control-character': defineDiagnostic<ValueDescription & { code: string }>({
    severity: 'error',
    about:
      'A name with a tab, a line break or another control character cannot be typed again or told apart.',
    example: () => exampleFile({ name: '"train\\ter"' }),
    word: ({ code: number, ...said }) => ({
      message: `${valueSentence(said)}, which has the control character U+${number} in it`,
      hint: 'remove it',
    }),
  }),

  'name-blank-edges': defineDiagnostic<ValueDescription>({
    severity: 'warning',
    about: 'Spaces around a name are part of it, and are easily overlooked.',
    example: () => exampleFile({ name: '"trainer "' }),
    word: (said) => ({
      message: `${valueSentence(said)}, with spaces around it that are part of the name`,
      hint: 'remove them if they are not meant',
    }),
  }),

  'name-missing': defineDiagnostic<object>({
    severity: 'warning',
    about:
      'The service allows an instance without a name, but a list of the account cannot tell it from others: only the ' +
      'ledger of this folder knows that it was made.',
    example: () => exampleFile({ name: undefined }),
    word: () => ({
      message: 'The entry has no name, so only the ledger can recognise its instance',
      hint: 'add one, as in `name: trainer`',
    }),
  }),

  'name-duplicate': defineDiagnostic<{ name: string; replica: boolean; firstReplica: boolean }>({
    severity: 'error',
    about:
      'An instance is recognised by its exact name, so a name may be used only once in all files of a run. Replicas count ' +
      'with the names that they get: `worker` with `replicas: 2` is `worker-1` and `worker-2`.',
    example: () => `${exampleFile({})}${exampleEntry({})}`,
    word: ({ name, replica, firstReplica }) => ({
      message: `The name ${name}${replica ? ', which a replica gets,' : ''} is already that of another ${
        firstReplica ? 'replica' : 'entry'
      }`,
      hint: 'give each entry a name of its own; for several of the same kind there is `replicas`',
    }),
  }),

  'replica-name-too-long': defineDiagnostic<{ suffix: string; most: number; length: number }>({
    severity: 'error',
    about:
      'The number that a replica gets at the end of its name counts for the length of the name.',
    example: () => exampleFile({ name: 'n'.repeat(254), replicas: '2' }),
    word: ({ suffix, most, length }) => ({
      message: `With ${quoted(suffix)} for its replicas \`name\` has ${length} characters, but at most ${most} are allowed`,
      hint: 'shorten the name',
    }),
  }),

  'billing-contradiction': defineDiagnostic<{
    /** As it may be shown. */
    month: string
    billingMode: string
    /** `month` is above 0. */
    prepaid: boolean
  }>({
    severity: 'error',
    about:
      '`month` above 0 pays for that many months in advance, whatever `billingMode` says, and 0 pays as you go. A file ' +
      'that says both would be charged in a way that one of its lines denies.',
    example: () => exampleFile({ month: '1', billingMode: 'onDemand' }),
    word: ({ month, billingMode, prepaid }) => ({
      message: `\`billingMode\` is ${quoted(billingMode)}, but \`month\` is ${month}, which means ${
        prepaid
          ? `paying ${month === '1' ? '1 month' : `${month} months`} in advance`
          : 'paying as you go'
      }`,
      hint: prepaid
        ? 'write `billingMode: monthly`, or leave `month` out'
        : 'write how many months to pay in advance, or leave both out',
    }),
  }),

  'months-missing': defineDiagnostic<object>({
    severity: 'warning',
    about:
      'How many months are charged for `billingMode: monthly` without `month` is not documented.',
    example: () => exampleFile({ billingMode: 'monthly' }),
    word: () => ({
      message: '`billingMode` is `monthly`, but nothing says for how many months',
      hint: 'add `month: 1`, or as many as are meant',
    }),
  }),

  'fallback-repeats': defineDiagnostic<{
    /** Which one has the same values before it: 0 is the entry itself, 1 the first item of `fallback`. */
    earlier: number
  }>({
    severity: 'warning',
    about:
      'Each item of `fallback` is laid over the entry, and tried where the one before it is sold out. One with the same values ' +
      'as the entry, or as an earlier item, asks for the same stock again.',
    example: () => exampleFile({ fallback: '[{ gpuNum: 1 }]' }),
    word: ({ earlier }) => ({
      message: `this item of ${code('fallback')} makes the same instance as ${
        earlier === 0 ? 'the entry itself' : `item ${earlier}`
      }`,
      hint: 'change what is to differ, or remove it',
    }),
  }),

  'auto-renew-ignored': defineDiagnostic<{ field: string }>({
    severity: 'warning',
    about:
      'Only instances that are paid by the month are renewed: by themselves with `autoRenew: true`, and by an apply until ' +
      'the day of `paidUntil`.',
    example: () => exampleFile({ autoRenew: 'true' }),
    word: ({ field }) => ({
      message: `${code(field)} has no effect ${
        field === 'autoRenewMonth' ? 'without `autoRenew: true`' : 'without monthly billing'
      }`,
      hint:
        field === 'autoRenewMonth' ? 'add that, or remove this' : 'add `month: 1`, or remove it',
    }),
  }),

  'cuda-version-form': defineDiagnostic<ValueDescription>({
    severity: 'warning',
    about:
      'A CUDA version is two numbers with a dot, such as `"12.4"`. What the service does with another form is not documented.',
    example: () => exampleFile({ minCudaVersion: 'cuda12' }),
    word: (said) => ({
      message: `${valueSentence(said)}, which does not look like a CUDA version`,
      hint: 'write it as in `"12.4"`',
    }),
  }),

  'gpu-on-cpu': defineDiagnostic<ValueDescription>({
    severity: 'warning',
    about:
      'An instance of `kind: cpu` has no GPUs, and the page of the service about it has no such field.',
    example: () => exampleFile({ kind: 'cpu', gpuNum: '1' }),
    word: (said) => ({
      message: `${valueSentence(said)}, but an instance of \`kind: cpu\` has no GPUs`,
      hint: 'remove `gpuNum`, or write `kind: gpu`',
    }),
  }),
}

const quoted = (text: string): string =>
  JSON.stringify(text.length > 60 ? `${text.slice(0, 59)}…` : text)

/** Of `HF_TOKEN=…` in the place of a key, what follows the sign is a value and may be secret. */
const beforeValue = (key: string): string => key.replace(/=.*/s, '=…')

function nameAdvice(key: string): string {
  if (key.includes('=')) return 'write the name as the key, and what follows the `=` as its value'
  const meant = key.replaceAll(/[^A-Za-z0-9_]+/g, '_').replace(/^(?=\d)/, '_')
  return /^_*$/.test(meant) ? 'write it as in `MY_MODE`' : `write it as in ${code(meant)}`
}
