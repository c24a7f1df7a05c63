import { simpleCommands } from '../commands/simple-command.ts'
import { readTargetFile } from '../commands/targets.ts'
import { baseName, parentOf } from '../source/paths.ts'
import { isExamplePlace, isFixturePlace } from '../source/places.ts'
import type { Sources } from '../source/sources.ts'
import type { CalledProgram, Evidence, Script, Workspace } from '../types.ts'
import { externalPrograms } from './external-programs.ts'
import { readRunLines, type ShellLine } from './run-lines.ts'

/** Shell scripts that are read; a repository with more is judged by them. */
const scriptFilesMax = 80

/** The external programs that scripts, targets, processes, shell files and CI call, each place once. */
export async function readCalledPrograms(sources: Sources, workspace: Workspace): Promise<readonly CalledProgram[]> {
  const started = [...readScripts(workspace), ...(await readTargets(sources, workspace))]
  return [
    ...started.flatMap(({ lines, place, whole }) => programsIn(lines, place, whole)),
    ...shellFiles(sources).flatMap((file) => readShellFile(sources, file, starterOf(file, started))),
    ...workflowFiles(sources).flatMap((file) =>
      programsIn(readRunLines(sources.lines(file), file), { caller: 'ci', name: baseName(file) }),
    ),
  ]
}

/** Something with a name that a person or a tool starts. */
interface Started {
  readonly place: Place
  readonly lines: readonly ShellLine[]
  /** All that is read before it runs, where that is more than its lines. */
  readonly whole?: string
}

function readScripts({ packages, processes }: Workspace): readonly Started[] {
  const owners = packages.filter(({ membership, directory }) => membership !== 'detached' && !isExamplePlace(directory))
  const scripts = owners.flatMap((owner) => owner.scripts)
  const started = (caller: Place['caller'], entries: readonly Script[]): readonly Started[] =>
    entries.map(({ name, body, evidence }) => ({ place: { caller, name }, lines: [{ text: body, evidence }] }))
  return [...started('script', scripts), ...started('process', processes)]
}

/** What starts a shell file: then it is part of that; else it waits for somebody. */
function starterOf(file: string, started: readonly Started[]): Place {
  const name = new RegExp(String.raw`(?:^|[\s/"'=])${file.replaceAll(/[.+]/g, String.raw`\$&`)}(?=$|[\s"';&|)])`)
  return (
    started.find(({ lines }) => lines.some(({ text }) => name.test(text)))?.place ?? { caller: 'shell', name: file }
  )
}

type Place = Pick<CalledProgram, 'caller' | 'name'>

function programsIn(lines: readonly ShellLine[], place: Place, whole = lines.map(({ text }) => text).join('\n')) {
  const found: CalledProgram[] = []
  for (const { text, evidence } of lines) {
    if (!mention.test(text)) continue
    for (const { program } of simpleCommands(text)) {
      if (!externalPrograms.has(program)) continue
      found.push({ program, ...place, evidence, isGuarded: isGuarded(program, whole) })
    }
  }
  return found
}

const mention = new RegExp(
  `(?:^|[^\\w.-])(?:${[...externalPrograms].map((name) => name.replaceAll('+', String.raw`\+`)).join('|')})(?![\\w-])`,
)

/** The same text looks whether the program is there, or installs it. */
function isGuarded(program: string, text: string): boolean {
  const name = program.replaceAll('+', String.raw`\+`)
  const look = String.raw`(?:command -v|which|type(?: -\w)?|hash|where|-x "?\$\(command -v) +["']?${name}\b`
  const install = String.raw`(?:apt(?:-get)?|brew|apk|dnf|yum|pacman|choco|scoop|pipx?|conda|npm|cargo|go|gem)\b[^\n]*? (?:install|add|-S)\b[^\n]*\b${name}\b`
  return new RegExp(`${look}|${install}`).test(text)
}

async function readTargets(sources: Sources, { packages }: Workspace): Promise<readonly Started[]> {
  const directories = new Set(['.', ...packages.map(({ directory }) => directory)])
  const found: Started[] = []
  for (const directory of directories) {
    if (isFixturePlace(directory) || isExamplePlace(directory)) continue
    const file = await readTargetFile(sources, directory)
    if (file === undefined) continue
    const all = sources.lines(file.file)
    for (const { name, line, body } of file.targets) {
      const evidence = (text: string): Evidence => ({ file: file.file, line: lineOf(all, line, text) })
      const lines = body.split('\n').map((text) => ({ text: plainRecipe(text), evidence: evidence(text) }))
      found.push({ place: { caller: 'target', name }, lines, whole: all.join('\n') })
    }
  }
  return found
}

/** A variable of make or just is no program, and what it stands for is not known here. */
function plainRecipe(text: string): string {
  return text.trim().replace(/^[@+-]+/, '')
}

/** Where a line of a recipe stands, at the target or below. */
function lineOf(lines: readonly string[], from: number, text: string): number {
  const start = text.trim().slice(0, 40)
  const at = start === '' ? -1 : lines.findIndex((line, index) => index >= from - 1 && line.includes(start))
  return at < 0 ? from : at + 1
}

function shellFiles(sources: Sources): readonly string[] {
  return sources.index.files
    .filter((file) => {
      const directory = parentOf(file)
      const isScript = /\.(?:sh|bash)$/.test(file) || /^(?:bin|scripts?)\/[\w-]+$/.test(file)
      return isScript && !isFixturePlace(directory) && !isExamplePlace(directory)
    })
    .slice(0, scriptFilesMax)
}

function readShellFile(sources: Sources, file: string, place: Place): readonly CalledProgram[] {
  if (!/\.(?:sh|bash)$/.test(file) && !/^#!.*\b(?:ba|da|z)?sh\b/.test(sources.start(file))) return []
  const commands: ShellLine[] = []
  let untilWord: string | undefined
  for (const [index, text] of sources.lines(file).entries()) {
    if (untilWord !== undefined) {
      if (text.trim() === untilWord) untilWord = undefined
      continue
    }
    untilWord = /<<-?\s*["']?(\w+)["']?/.exec(text)?.[1]
    if (!/^\s*#/.test(text)) commands.push({ text: text.replace(keyword, ''), evidence: { file, line: index + 1 } })
  }
  return programsIn(commands, place)
}

/** What may stand before a command on its line. */
const keyword = /^\s*(?:(?:if|then|else|elif|while|until|do|!|\{|sudo)\s+)+/

function workflowFiles(sources: Sources): readonly string[] {
  return sources.index.files.filter((file) => /^(?:\.github\/workflows\/[^/]+|\.gitlab-ci)\.ya?ml$/.test(file))
}
