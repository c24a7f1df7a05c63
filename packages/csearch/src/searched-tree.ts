import path from 'node:path'
import type { Place } from '@groundcrew/code-map/place'
import type { SearchedTree } from '@groundcrew/code-map/text-index'
import { ToolError, type Io } from '@groundcrew/core/cli'
import { captureCommand } from '@groundcrew/core/process'
import { ripgrepPath } from './ripgrep-program.ts'
import { latin1, ruleFiles } from './rule-files.ts'

const LIST_TIMEOUT_MS = 120_000
const LIST_BYTES_MAX = 1024 * 1024 * 1024

/** What ripgrep would search below the root of a place, by its own account: its debug messages name what it leaves out, and why. */
export async function searchedTree(io: Io, place: Place): Promise<SearchedTree> {
  const { stdout, stderr } = await list(io, place, ['--debug', '--', './'])
  const messages = stderr.toString('latin1')
  const ignored = [...messages.matchAll(/^rg: DEBUG\|ignore::walk\|\S+ ignoring \.\/(.*?): Ignore\(IgnoreMatch\(/gm)]
  const opened = [...messages.matchAll(/^rg: DEBUG\|ignore::gitignore\|\S+ opened gitignore file: (.*)$/gm)]
  const rules = opened.map(([, file = '']) => latin1(path.resolve(place.root, Buffer.from(file, 'latin1').toString())))
  return {
    files: namesOf(stdout),
    ignored: ignored.map(([, file = '']) => file),
    rules: [...new Set([...rules, ...ruleFiles(io, place)])].sort(),
  }
}

/** The files that ripgrep finds in some directories, without what is below them. */
export async function searchedFiles(io: Io, place: Place, directories: readonly string[]): Promise<readonly string[]> {
  const names = directories.map((directory) => `./${Buffer.from(directory, 'latin1').toString()}`)
  const { stdout } = await list(io, place, ['--max-depth=1', '--', ...names])
  return namesOf(stdout)
}

async function list(io: Io, place: Place, args: readonly string[]): Promise<{ stdout: Buffer; stderr: Buffer }> {
  const command = [await ripgrepPath(), '--no-config', '--files', '--null', ...args] as const
  const options = { cwd: place.root, env: io.env, signal: io.signal, timeoutMs: LIST_TIMEOUT_MS }
  const { outcome, stdout, stderr } = await captureCommand(command, { ...options, outputBytesMax: LIST_BYTES_MAX })
  // 1: no files; 2: some directories could not be read.
  if (outcome.kind === 'exited') return { stdout, stderr }
  throw new ToolError('RIPGREP_FAILED', `ripgrep could not list the files of ${place.root}: ${outcome.kind}`)
}

function namesOf(output: Buffer): readonly string[] {
  return output
    .toString('latin1')
    .split('\0')
    .filter((name) => name !== '')
    .map((name) => (name.startsWith('./') ? name.slice(2) : name))
    .sort()
}
