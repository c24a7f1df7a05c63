import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import type { Environment } from '@groundcrew/core/cli'
import { formatCommand } from '@groundcrew/core/process'
import { findRepository } from '@groundcrew/core/repo'
import type { DoctorOptions } from '../doctor.ts'
import { findPortHolder } from '../network/port-holder.ts'
import type { Explanation } from './explain.ts'
import { findDockerDaemon } from './docker-clue.ts'
import { findUnknownRoute } from './route-clue.ts'
import { findUndeclaredImport } from './undeclared-clue.ts'

type Finder = (output: string, place: Place) => Promise<Explanation | undefined>

interface Place {
  readonly root: string
  readonly cwd: string
  readonly env: Environment
}

/** Faults that no check looks for, because only the failing command shows them; each is verified before it is told. */
export async function directClues(output: string, { cwd, env }: DoctorOptions): Promise<readonly Explanation[]> {
  const repository = await findRepository(cwd, env).catch(() => undefined)
  const place = { root: repository?.root ?? cwd, cwd, env }
  const found = await Promise.all(finders.map(async (find) => find(output, place)))
  return found.filter((entry) => entry !== undefined)
}

/** `EADDRINUSE: address already in use :::3000`, `[Errno 98] ... ('0.0.0.0', 8000): address already in use`. */
async function findPort(output: string): Promise<Explanation | undefined> {
  const line = /[^\n]*(?:EADDRINUSE|[Aa]ddress already in use|port \d+ is (?:already )?in use)[^\n]*/i.exec(output)?.[0]
  const written = /(?:[:\s,(]|port )(\d{2,5})\b(?!\])(?=[^\d]*(?:$|[^\d]))/i.exec(
    line?.replace(/\[Errno \d+\]/, '') ?? '',
  )?.[1]
  if (line === undefined || written === undefined) return undefined
  const holder = await findPortHolder(Number(written))
  if (holder === undefined) return undefined
  return {
    id: `port.${written}`,
    message: `port ${written} is held by ${holder.command} (pid ${holder.pid}${holder.cwd === undefined ? '' : `, in ${holder.cwd}`})`,
    fix: `ask the user whether process ${holder.pid} may be stopped, or use another port`,
    isEnvironment: true,
    line: line.trim(),
  }
}

/** A script of another name does what was asked for. */
async function findScript(output: string, { root, cwd }: Place): Promise<Explanation | undefined> {
  const match =
    /Missing script: ["']?([\w:.-]+)|ERR_PNPM_NO_SCRIPT[^\n]*?["“]?([\w:.-]+)["”]?$|Command "([\w:.-]+)" not found/m.exec(
      output,
    )
  const asked = match?.[1] ?? match?.[2] ?? match?.[3]
  if (match === null || asked === undefined) return undefined
  for (const directory of new Set([cwd, root])) {
    const text = await readFile(path.join(directory, 'package.json'), 'utf8').catch(() => '')
    const scripts = Object.keys(readScripts(text))
    const near = aliases.find((names) => names.includes(asked))?.find((name) => scripts.includes(name))
    if (near === undefined) continue
    return {
      id: 'command.script',
      message: `the script is called ${near} here`,
      fix: `npm run ${near}`,
      isEnvironment: false,
      line: match[0].trim(),
    }
  }
  return undefined
}

const aliases = [
  ['typecheck', 'type-check', 'check-types', 'types', 'tsc', 'check:types', 'types:check'],
  ['test', 'tests', 'test:unit', 'unit'],
  ['lint', 'lint:check', 'eslint', 'check:lint'],
  ['format', 'fmt', 'prettier', 'format:check'],
  ['dev', 'start', 'serve', 'develop'],
  ['build', 'compile', 'bundle'],
]

function readScripts(text: string): object {
  try {
    const { scripts } = JSON.parse(text) as { readonly scripts?: unknown }
    return typeof scripts === 'object' && scripts !== null ? scripts : {}
  } catch {
    return {}
  }
}

/** pytest puts the directory of a test on the path, `python -m pytest` also the one that it runs in. */
async function findImportRoot(output: string, { root }: Place): Promise<Explanation | undefined> {
  const match = /No module named ['"]([\w]+)/.exec(output)
  const [line, module] = match ?? []
  if (
    line === undefined ||
    module === undefined ||
    !/pytest|conftest|ERROR collecting|test session starts/.test(output)
  )
    return undefined
  const isOurs = existsSync(path.join(root, module)) || existsSync(path.join(root, `${module}.py`))
  if (!isOurs) return undefined
  return {
    id: 'python.import-root',
    message: `${module} is a module of this repository, and pytest does not look for it in the root`,
    fix: 'python -m pytest',
    isEnvironment: true,
    line,
  }
}

/** A command that waits for a person. */
async function findQuestion(output: string): Promise<Explanation | undefined> {
  const line =
    /^[^\n]*(?:Ok to proceed\?|\(y\/N\)|\(Y\/n\)|\[y\/N\]|\[Y\/n\]|› No \/ Yes|› - Use arrow-keys)[^\n]*$/m.exec(
      output.trimEnd().split('\n').slice(-6).join('\n'),
    )?.[0]
  if (line === undefined) return undefined
  return {
    id: 'command.question',
    message: 'the command waits for an answer that nobody gives',
    fix: 'run it with --yes or its like, and closed input: COMMAND --yes < /dev/null',
    isEnvironment: true,
    line: line.trim(),
  }
}

/** What a second clone or generator refuses to write over: the answer is never to remove it. */
async function findDestination(output: string, { cwd }: Place): Promise<Explanation | undefined> {
  const match = /destination path '([^']+)' already exists|The directory (\S+) contains files that could conflict/.exec(
    output,
  )
  const directory = match?.[1] ?? match?.[2]
  if (match === null || directory === undefined || !existsSync(path.resolve(cwd, directory))) return undefined
  return {
    id: 'command.destination',
    message: `${directory} is there already, and may hold work: look at it, do not remove it`,
    fix: formatCommand(['ls', '-la', directory]),
    isEnvironment: true,
    line: match[0],
  }
}

const finders: readonly Finder[] = [
  findPort,
  findScript,
  findImportRoot,
  findQuestion,
  findDestination,
  findUndeclaredImport,
  findUnknownRoute,
  findDockerDaemon,
]
