import { simpleCommands } from '../commands/simple-command.ts'
import { readTargetFile } from '../commands/targets.ts'
import { baseName, parentOf } from '../source/paths.ts'
import { isExamplePlace, isFixturePlace } from '../source/places.ts'
import type { Sources } from '../source/sources.ts'
import type { CalledProgram, Evidence, Workspace } from '../types.ts'
import { externalPrograms } from './external-programs.ts'
import { readRunLines, type ShellLine } from './run-lines.ts'

/** Shell scripts that are read; a repository with more is judged by them. */
const scriptFilesMax = 80

/** The external programs that scripts, targets, processes, shell files and CI call, each place once, in the order of files and lines. */
export async function readCalledPrograms(sources: Sources, workspace: Workspace): Promise<readonly CalledProgram[]> {
  const targets = await readTargets(sources, workspace)
  return [
    ...workspace.packages
      .filter(({ membership }) => membership !== 'detached')
      .flatMap(({ scripts }) => scripts)
      .flatMap(({ name, body, evidence }) => programsIn([{ text: body, evidence }], { caller: 'script', name })),
    ...targets,
    ...workspace.processes.flatMap(({ name, body, evidence }) =>
      programsIn([{ text: body, evidence }], { caller: 'process', name }),
    ),
    ...shellFiles(sources).flatMap((file) => readShellFile(sources, file)),
    ...workflowFiles(sources).flatMap((file) =>
      programsIn(readRunLines(sources.lines(file), file), { caller: 'ci', name: baseName(file) }),
    ),
  ]
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

async function readTargets(sources: Sources, { packages }: Workspace): Promise<readonly CalledProgram[]> {
  const directories = new Set(['.', ...packages.map(({ directory }) => directory)])
  const found: CalledProgram[] = []
  for (const directory of directories) {
    if (isFixturePlace(directory) || isExamplePlace(directory)) continue
    const file = await readTargetFile(sources, directory)
    if (file === undefined) continue
    const lines = sources.lines(file.file)
    for (const { name, line, body } of file.targets) {
      const evidence = (text: string): Evidence => ({ file: file.file, line: lineOf(lines, line, text) })
      const commands = body.split('\n').map((text) => ({ text: plainRecipe(text), evidence: evidence(text) }))
      for (const called of programsIn(commands, { caller: 'target', name }, lines.join('\n'))) found.push(called)
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

function readShellFile(sources: Sources, file: string): readonly CalledProgram[] {
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
  return programsIn(commands, { caller: 'shell', name: file })
}

/** What may stand before a command on its line. */
const keyword = /^\s*(?:(?:if|then|else|elif|while|until|do|!|\{|sudo)\s+)+/

function workflowFiles(sources: Sources): readonly string[] {
  return sources.index.files.filter((file) => /^(?:\.github\/workflows\/[^/]+|\.gitlab-ci)\.ya?ml$/.test(file))
}
