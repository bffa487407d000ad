import { defineDiagnostic } from '../define-diagnostic.ts'
import { exampleFile } from '../example-file.ts'

/** What fills in an expression that nothing fills in here. */
export type TemplateEngine = 'github' | 'other'

/** Findings about what belongs to another tool. */
export const FOREIGN_KINDS = {
  'conflict-marker': defineDiagnostic<{ count: number }>({
    severity: 'error',
    about:
      'Git writes lines of `<<<<<<<`, `|||||||`, `=======` and `>>>>>>>` around what it could not merge. Until a person has chosen, ' +
      'it is not known what the file says, so nothing else in it is checked.',
    example: () => `<<<<<<< HEAD\n${exampleFile({})}=======\n>>>>>>> other\n`,
    word: ({ count }) => ({
      message: `This is a conflict marker of an unfinished merge${count === 1 ? '' : `, one of ${count} in the file`}`,
      hint: 'keep the lines that are meant, of one side or of both, and delete every marker (<<<<<<<, |||||||, =======, >>>>>>>)',
    }),
  }),

  'template-expression': defineDiagnostic<{
    engine: TemplateEngine
    /** The variable that probably holds the value; `undefined` where none can be told. */
    name: string | undefined
  }>({
    severity: 'error',
    about:
      'Expressions in double braces are filled in by the engine that they belong to: `${{ … }}` by GitHub Actions, in files of ' +
      'workflows only; `{{ … }}` and `{% … %}` by Helm, Jinja and their like, before anybody reads the file. Nothing fills them in ' +
      'here, where a value comes from the environment through `${NAME}`.',
    example: () => exampleFile({ gpuNum: '{{ gpus }}' }),
    word: ({ engine, name = 'NAME' }) => ({
      message:
        engine === 'github'
          ? 'This is an expression of GitHub Actions, which works in files of workflows only'
          : 'This is an expression of a template engine such as Helm or Jinja, which works only in files that the engine renders',
      hint:
        engine === 'github'
          ? `write \`\${${name}}\` here, and in the workflow, under \`env:\` of the step, \`${name}: \${{ … }}\``
          : `write \`\${${name}}\` here and set ${name} in the environment, or give ppi-apply the rendered file`,
    }),
  }),

  'foreign-manifest': defineDiagnostic<{ tool: string }>({
    severity: 'error',
    about:
      'The file has the keys by which another tool is known, and no `instances`. The whole file gets one finding: a finding for each of ' +
      'its keys would not help.',
    example: () => 'apiVersion: v1\nkind: Pod\nmetadata: { name: web }\n',
    word: ({ tool }) => ({
      message: `This looks like ${tool}, not like a definition file of ppi-apply`,
      hint: 'name the definition file, as in `ppi-apply plan instances.yaml`, or write a first one with `ppi-apply init`',
    }),
  }),
}
