import { existsSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { join, relative, resolve } from 'node:path'
import { ToolError, type Io } from '@groundcrew/core/cli'
import { captureCommand, type Command } from '@groundcrew/core/process'
import type { TestCoverage } from './coverage-store.ts'
import { readCoverageReport } from './read-report.ts'
import type { Recorder } from './recorder.ts'

const DATA = 'data'
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
    const data = join(directory, DATA)
    const measured = ['-m', 'coverage', 'run', `--data-file=${data}`, '-m', 'pytest', ...args]
    const hasOwn = args.some((word) => word.startsWith('--cov'))
    return {
      command: hasOwn ? commandOf([...command.slice(0, at + 1), ...args]) : commandOf([...python, ...measured]),
      cwd,
      environment: { COVERAGE_FILE: data },
      read: async (io) => await readMeasured(io, { root, cwd, test, python, directory }),
    }
  },
}

interface Measured {
  readonly root: string
  readonly cwd: string
  readonly test: string
  readonly python: readonly string[]
  readonly directory: string
}

async function readMeasured(
  io: Io,
  { root, cwd, test, python, directory }: Measured,
): Promise<ReadonlyMap<string, TestCoverage>> {
  const data = join(directory, DATA)
  const ask = async (verb: string, ...args: readonly string[]): Promise<string> => {
    const command = commandOf([...python, '-m', 'coverage', verb, `--data-file=${data}`, ...args])
    const { outcome, stderr } = await captureCommand(command, { cwd, env: io.env, timeoutMs, outputBytesMax })
    return stderr.toString().trim() || outcome.kind
  }
  // Where its configuration says `parallel`, each process has a file of its own.
  const parts = (await readdir(directory)).filter((name) => name.startsWith(`${DATA}.`))
  if (parts.length > 0) await ask('combine', '--append', directory)
  if (!existsSync(data)) return new Map()
  const report = join(directory, 'report.json')
  const said = await ask('json', '-o', report, '--quiet')
  if (!existsSync(report))
    throw new ToolError('NO_COVERAGE', `coverage.py does not read what it measured: ${said}`, {
      hint: 'install a newer coverage.py beside pytest',
    })
  return await readCoverageReport({ file: report, root, from: cwd, test })
}

function commandOf([program = '', ...args]: readonly string[]): Command {
  return [program, ...args]
}
