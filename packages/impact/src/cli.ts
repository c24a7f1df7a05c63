import { command, defineTool } from '@groundcrew/core/cli'
import { recordCommand } from './record-command.ts'
import { DOCUMENT_FORMATS } from './render/documents/formats.ts'
import type { Answer } from './show.ts'
import { TEST_FORMATS } from './tests/format-tests.ts'
import { publish, withTasks } from './tasks/tasks-command.ts'
import { withRadar } from './worktrees/radar-command.ts'

const summary = 'what a change touches: symbols, files, tests, packages, owners, and why'
const LIMIT = 8

const show = command({
  name: 'show',
  summary,
  flags: {
    since: { kind: 'string', value: 'REF', description: 'the change since a commit: REF, REF..., A..B, A...B' },
    ref: { kind: 'string', value: 'REF', description: 'the same as --since' },
    staged: { kind: 'boolean', description: 'the change that is staged' },
    files: { kind: 'list', value: 'FILE', description: 'what if this file changed?' },
    symbol: {
      kind: 'list',
      value: 'FILE#NAME',
      description: 'what if this declaration changed? NAME is enough where one has it',
    },
    stdin0: { kind: 'boolean', description: 'what if these changed? File names from stdin, each with a NUL after it' },
    patch: { kind: 'string', value: 'FILE', description: 'what if this patch were applied? - is stdin' },
    task: { kind: 'string', value: 'ID', description: 'what if all that a task names changed?' },
    tests: { kind: 'boolean', description: 'the tests to run, most likely to fail first' },
    top: { kind: 'integer', value: 'N', min: 1, description: 'only the first N of the tests' },
    print0: { kind: 'boolean', description: 'the tests, each with a NUL after it' },
    run: { kind: 'boolean', description: 'run the tests' },
    why: { kind: 'string', value: 'PATH', description: 'the chain that leads to a file, to FILE#NAME or NAME' },
    format: {
      kind: 'string',
      value: 'FORMAT',
      // `json` is `--json`: see arguments.ts.
      choices: [...DOCUMENT_FORMATS, 'json', ...TEST_FORMATS],
      default: 'text',
      description: 'text, json, mermaid, github-comment or html; or the command line of a test runner',
    },
    budget: { kind: 'integer', value: 'TOKENS', min: 100, description: 'no more text than this' },
    limit: {
      kind: 'integer',
      value: 'N',
      min: 1,
      default: LIMIT,
      description: `at most N records of a kind (default: ${LIMIT})`,
    },
  },
  args: [{ name: 'FILE', description: 'as --files, FILE#NAME or NAME as --symbol, A..B as --since', isVariadic: true }],
  examples: [
    'impact                        what this branch and the work tree change, and what that touches',
    'impact src/ref.ts#toRefs      what would it touch?',
    'impact --tests --top 10       the tests to run first',
    'impact --why test/app.test.ts why is it affected?',
    'impact --run                  run the tests that are',
  ],
  async run({ flags, args, isJson }, io): Promise<Answer> {
    const { show: answer } = await import('./show.ts')
    const given = await answer(io, { flags, args, isJson })
    // The frame ends an answer with a line end, which would be a name of its own.
    if (given.kind === 'tests' && flags.print0 && !isJson) {
      io.stdout.write(given.tests.map(({ path }) => `${path}\0`).join(''))
    }
    return given
  },
  async render(answer, _style, flags) {
    const { renderAnswer } = await import('./render.ts')
    return flags.print0 && answer.kind === 'tests' ? '' : await renderAnswer(answer, flags)
  },
  exitCode: (answer) => (answer.kind === 'run' ? { passedOn: answer.run.exitCode } : 0),
  isUnbounded: true,
})

export const impactTool = defineTool({
  name: 'impact',
  summary,
  defaultCommand: 'show',
  commands: [withRadar(withTasks(show)), recordCommand, publish],
})
