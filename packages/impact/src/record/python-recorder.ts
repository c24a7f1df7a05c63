import { existsSync } from 'node:fs'
import { join, relative, resolve } from 'node:path'
import { ToolError } from '@groundcrew/core/cli'
import { captureCommand, type Command } from '@groundcrew/core/process'
import { readCoverageReport } from './read-report.ts'
import type { Recorder } from './recorder.ts'

const timeoutMs = 120_000
const outputBytesMax = 1024 * 1024

/** pytest below coverage.py, which has to be installed beside it; with `--cov` pytest-cov measures by itself. */
export const pythonRecorder: Recorder = {
  hint: 'install coverage.py beside pytest: python3 -m pip install coverage',
  async prepare({ root, cwd, command, test, directory }) {
    const at = command.findIndex((word) => /(?:^|\/)(?:pytest|py\.test)$/.test(word))
    const before = command.slice(0, at)
    const isModule = before.at(-1) === '-m'
    const python = isModule ? before.slice(0, -1) : [...before, 'python3']
    const args = [...command.slice(at + 1), relative(cwd, resolve(root, test))]
    const data = join(directory, 'data')
    const measured = ['-m', 'coverage', 'run', `--data-file=${data}`, '-m', 'pytest', ...args]
    const hasOwn = args.some((word) => word.startsWith('--cov'))
    return {
      command: hasOwn ? commandOf([...command.slice(0, at + 1), ...args]) : commandOf([...python, ...measured]),
      cwd,
      environment: { COVERAGE_FILE: data },
      async read(io) {
        if (!existsSync(data)) return new Map()
        const report = join(directory, 'report.json')
        const convert = commandOf([...python, '-m', 'coverage', 'json', `--data-file=${data}`, '-o', report, '--quiet'])
        const { outcome, stderr } = await captureCommand(convert, { cwd, env: io.env, timeoutMs, outputBytesMax })
        if (!existsSync(report))
          throw new ToolError(
            'NO_COVERAGE',
            `coverage.py does not read what it measured: ${stderr.toString().trim() || outcome.kind}`,
            {
              hint: 'install a newer coverage.py beside pytest',
            },
          )
        return await readCoverageReport({ file: report, root, test })
      },
    }
  },
}

function commandOf([program = '', ...args]: readonly string[]): Command {
  return [program, ...args]
}
