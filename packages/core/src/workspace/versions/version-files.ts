import type { Requirement, RequirementSource } from '../types.ts'
import { entriesOf, entryAt, itemsOf, textOf, type SourceNode } from '../source/node.ts'
import { parentOf } from '../source/paths.ts'
import { isExamplePlace, isFixturePlace } from '../source/places.ts'
import type { Sources } from '../source/sources.ts'
import { pins, supports } from './requirement.ts'

interface PlainFile {
  readonly name: string
  readonly tool: string
  readonly source: RequirementSource
  /** Picks the version out of a line; default the whole of it. */
  readonly pattern?: RegExp
}

const plainFiles: readonly PlainFile[] = [
  { name: '.nvmrc', tool: 'node', source: '.nvmrc' },
  { name: '.node-version', tool: 'node', source: '.node-version' },
  { name: '.python-version', tool: 'python', source: '.python-version' },
  { name: 'runtime.txt', tool: 'python', source: 'runtime.txt', pattern: /^python-(\S+)$/ },
  { name: '.ruby-version', tool: 'ruby', source: '.ruby-version' },
  { name: '.java-version', tool: 'java', source: '.java-version' },
  { name: '.sdkmanrc', tool: 'java', source: '.sdkmanrc', pattern: /^java\s*=\s*(\S+)$/ },
]

/** The files in which version managers look up what to select. */
export async function readVersionFiles(sources: Sources): Promise<Requirement[]> {
  const read = async (
    names: readonly string[],
    reader: (file: string) => Requirement[] | Promise<Requirement[]>,
  ): Promise<Requirement[]> => {
    const files = names.flatMap((name) => relevant(sources, name))
    return (await Promise.all(files.map(async (file) => reader(file)))).flat()
  }
  const plain = plainFiles.map(async (kind) => read([kind.name], (file) => readPlainFile(sources, file, kind)))
  const others = [
    read(['.tool-versions'], (file) => readToolVersions(sources, file)),
    read(['mise.toml', '.mise.toml', 'config.toml'], async (file) => (isMiseFile(file) ? readMise(sources, file) : [])),
    read(['rust-toolchain', 'rust-toolchain.toml'], async (file) => readRustToolchain(sources, file)),
    read(['global.json'], async (file) => readGlobalJson(sources, file)),
  ]
  return (await Promise.all([...plain, ...others])).flat()
}

function relevant(sources: Sources, name: string): string[] {
  return sources.index.named(name).filter((file) => !isFixturePlace(parentOf(file)) && !isExamplePlace(parentOf(file)))
}

/** The first line that says something; later lines are fall-backs. */
function readPlainFile(sources: Sources, file: string, { tool, source, pattern }: PlainFile): Requirement[] {
  for (const [index, raw] of sources.lines(file).entries()) {
    const text = raw.replace(/#.*$/, '').trim()
    if (text === '') continue
    const range = pattern === undefined ? text : pattern.exec(text)?.[1]
    if (range !== undefined) return [pins({ tool, range, source, evidence: { file, line: index + 1 } })]
  }
  return []
}

const toolNames: ReadonlyMap<string, string> = new Map([
  ['nodejs', 'node'],
  ['golang', 'go'],
  ['dotnet-core', 'dotnet'],
])

function readToolVersions(sources: Sources, file: string): Requirement[] {
  return sources.lines(file).flatMap((raw, index) => {
    const [name, range] = raw.replace(/#.*$/, '').trim().split(/\s+/)
    if (name === undefined || range === undefined) return []
    const tool = toolNames.get(name) ?? name
    return [pins({ tool, range, source: '.tool-versions', evidence: { file, line: index + 1 } })]
  })
}

function isMiseFile(file: string): boolean {
  return !file.endsWith('config.toml') || /(?:^|\/)\.?(?:config\/)?mise\/config\.toml$/.test(file)
}

/** A tool with a backend in its name (`npm:prettier`) is installed by mise itself and no requirement on the machine. */
async function readMise(sources: Sources, file: string): Promise<Requirement[]> {
  const tools = entryAt(await sources.toml(file), 'tools')?.value
  const folder = file.endsWith('config.toml') ? /(?:^|\/)(?:\.config\/mise|\.?mise)$/ : /(?:^|\/)\.config$/
  const directory = parentOf(file).replace(folder, '') || '.'
  return entriesOf(tools).flatMap(({ key, line, value }) => {
    const range = miseVersion(value)
    if (range === undefined || key.includes(':')) return []
    return [pins({ tool: toolNames.get(key) ?? key, range, source: 'mise', directory, evidence: { file, line } })]
  })
}

function miseVersion(value: SourceNode): string | undefined {
  const first = value.kind === 'list' ? itemsOf(value)[0] : value
  return textOf(first) ?? textOf(entryAt(first, 'version')?.value)
}

/** The old form of the file holds only the channel. */
async function readRustToolchain(sources: Sources, file: string): Promise<Requirement[]> {
  const text = sources.text(file)
  if (text === undefined) return []
  if (!file.endsWith('.toml') && !text.includes('[')) {
    return readPlainFile(sources, file, { name: 'rust-toolchain', tool: 'rust', source: 'rust-toolchain' })
  }
  const channel = entryAt(await sources.toml(file), 'toolchain', 'channel')
  const range = textOf(channel?.value)
  if (channel === undefined || range === undefined) return []
  return [pins({ tool: 'rust', range, source: 'rust-toolchain', evidence: { file, line: channel.line } })]
}

/** The SDK version with the roll-forward policy that says how far above it is accepted. */
async function readGlobalJson(sources: Sources, file: string): Promise<Requirement[]> {
  const sdk = entryAt(await sources.json(file, 'jsonc'), 'sdk')?.value
  const version = entryAt(sdk, 'version')
  const range = textOf(version?.value)
  if (version === undefined || range === undefined) return []
  const policy = textOf(entryAt(sdk, 'rollForward')?.value) ?? 'latestPatch'
  const facts = { tool: 'dotnet', range, source: 'global.json', evidence: { file, line: version.line } } as const
  return [{ ...supports(facts, dotnetConstraint(range, policy)), kind: 'pinned' }]
}

function dotnetConstraint(range: string, policy: string): string | undefined {
  const [, major, minor, patch] = /^(\d+)\.(\d+)\.(\d+)/.exec(range) ?? []
  if (major === undefined) return undefined
  switch (policy.toLowerCase()) {
    case 'disable':
      return range
    case 'latestmajor':
    case 'major':
      return `>=${range}`
    case 'latestminor':
    case 'minor':
      return `>=${range} <${Number(major) + 1}.0.0`
    case 'latestfeature':
    case 'feature':
      return `>=${range} <${major}.${Number(minor) + 1}.0`
    default:
      // The hundreds of the patch number are the feature band.
      return `>=${range} <${major}.${minor}.${(Math.floor(Number(patch) / 100) + 1) * 100}`
  }
}
