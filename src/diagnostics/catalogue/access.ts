import { defineDiagnostic } from '../define-diagnostic.ts'
import { exampleFile } from '../example-file.ts'
import { cut } from '../wording.ts'

/** Findings about variables that a definition may not read, or not where it does. */
export const ACCESS_KINDS = {
  'variable-is-api-key': defineDiagnostic<{ name: string }>({
    severity: 'error',
    about:
      'The API key pays for everything in the account, so no definition may use it, in no field and in no default: ' +
      'whoever writes the file could send it anywhere or show it in a name. This holds for the variable that the key ' +
      'of this run is read from, and for every name like `PPIO_API_KEY` and `NOVITA_API_KEY`. An instance that has to ' +
      'call the service gets a key of its own, through a variable of another name.',
    example: () => exampleFile({ imageUrl: 'r.io/${PPIO_API_KEY}' }),
    word: ({ name }) => ({
      message: `\`${cut(name)}\` holds the API key, which no definition may use`,
      hint: 'remove the reference; an instance that needs a key of its own gets it through a variable of another name',
    }),
  }),

  'variable-holds-api-key': defineDiagnostic<{ name: string }>({
    severity: 'error',
    about:
      'The value of this variable is the API key of this run, or has it inside, as it is or encoded. No definition may ' +
      'use the key, whatever the variable is called.',
    // Only an environment with a second copy of the key causes it.
    example: undefined,
    word: ({ name }) => ({
      message: `The value of \`${cut(name)}\` has the API key of this run in it, which no definition may use`,
      hint: 'remove the reference, or give the variable a key of its own that is not the one of this run',
    }),
  }),

  'variable-not-allowed': defineDiagnostic<{ name: string }>({
    severity: 'error',
    about:
      'With --env-allow, definitions may read only the variables that it names, so that a change to a file cannot ' +
      'reach the other secrets of the machine or of the pipeline. The variable was not looked at.',
    // Only a run with --env-allow causes it.
    example: undefined,
    word: ({ name }) => ({
      message: `The variable \`${cut(name)}\` is not among those that --env-allow lets the files read`,
      hint: `remove the reference, or add --env-allow ${cut(name)} if the files are meant to have it`,
    }),
  }),

  'secret-in-name': defineDiagnostic<{
    name: string
    /** The field, as people read it: `name`. */
    field: string
    /** Its own name says that it is a secret; otherwise its use elsewhere does. */
    byName: boolean
  }>({
    severity: 'error',
    about:
      'A name is shown everywhere: in plans, in the ledger, in comments, in the console of the service. So are ' +
      '`replicas`, `protect`, `desiredStatus`, `expires` and the keys of `envs`. A variable whose name looks like a ' +
      'credential, or that goes into `envs`, `command`, `entrypoint` or `imageAuth` anywhere in the files of this run, ' +
      'counts as a secret and cannot be part of them.',
    example: () => exampleFile({ name: 'trainer-${MY_TOKEN:-a}' }),
    word: ({ name, field, byName }) => ({
      message: `\`${field}\` uses the variable \`${cut(name)}\`, which ${
        byName
          ? 'its own name says is a secret'
          : 'is a secret, because it also goes into an `envs` value, a command or a login'
      }; but \`${field}\` is shown everywhere`,
      hint: 'write it out, or use a variable that is used for nothing secret',
    }),
  }),
}
