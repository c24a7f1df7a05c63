import { existsSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { entriesOf, parseJson, parseYaml, type Evidence, type SourceNode } from '@groundcrew/core/workspace'

/** moon's settings have the same names in several formats; those that are read. */
const extensions = ['yml', 'yaml', 'json', 'jsonc'] as const

type TaskLines = ReadonlyMap<string, Evidence>

/**
 * The tasks that moon knows for each directory, by what the files say: those of the project, those that all projects inherit (a file of `.moon/tasks` for
 * some kinds of projects counts for all), and where a toolchain is told to infer them the scripts.
 */
export async function readMoonTasks(
  root: string,
): Promise<(directory: string, script: string) => Promise<Evidence | undefined>> {
  const inherited = new Map<string, Evidence>()
  for (const file of [...settingsFiles(root, '.moon/tasks'), ...taskFiles(root)]) {
    for (const [name, evidence] of await readTasks(root, file)) inherited.set(name, evidence)
  }
  const inferring = await findInferring(root)
  const known = new Map<string, Promise<TaskLines>>()
  return async (directory, script) => {
    const reading = known.get(directory) ?? readOwnTasks(root, directory)
    known.set(directory, reading)
    return (await reading).get(script) ?? inherited.get(script) ?? inferring
  }
}

async function readOwnTasks(root: string, directory: string): Promise<TaskLines> {
  const [file] = settingsFiles(root, path.posix.join(directory, 'moon'))
  return file === undefined ? new Map() : await readTasks(root, file)
}

async function readTasks(root: string, file: string): Promise<TaskLines> {
  const tasks = entriesOf(await readNode(root, file)).find(({ key }) => key === 'tasks')?.value
  return new Map(entriesOf(tasks).map(({ key, line }) => [key, { file, line }]))
}

async function findInferring(root: string): Promise<Evidence | undefined> {
  const files = ['.moon/toolchain', '.moon/toolchains'].flatMap((name) => settingsFiles(root, name))
  for (const file of files) {
    const lines = readFileSync(path.join(root, file), 'utf8').split('\n')
    const at = lines.findIndex((line) => /^\s*["']?inferTasksFromScripts["']?\s*:\s*true\b/.test(line))
    if (at >= 0) return { file, line: at + 1 }
  }
  return undefined
}

function settingsFiles(root: string, name: string): readonly string[] {
  return extensions.map((extension) => `${name}.${extension}`).filter((file) => existsSync(path.join(root, file)))
}

function taskFiles(root: string): readonly string[] {
  const directory = path.join(root, '.moon/tasks')
  if (!existsSync(directory)) return []
  return readdirSync(directory, { recursive: true, encoding: 'utf8' })
    .filter((name) => extensions.some((extension) => name.endsWith(`.${extension}`)))
    .map((name) => path.posix.join('.moon/tasks', name))
    .sort()
}

async function readNode(root: string, file: string): Promise<SourceNode | undefined> {
  const text = readFileSync(path.join(root, file), 'utf8')
  return (await (/\.jsonc?$/.test(file) ? parseJson(text, 'jsonc') : parseYaml(text))).node
}
