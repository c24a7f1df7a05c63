import type { Dependency, Package } from '../types.ts'
import { LineFinder } from '../source/line-finder.ts'
import { parentOf, resolvePath } from '../source/paths.ts'
import { isFixturePlace } from '../source/places.ts'
import type { Sources } from '../source/sources.ts'
import { membershipIn } from './membership.ts'

/** A directory with a settings file is a build; its projects are the members. Build scripts are read, not run. */
export function readGradlePackages(sources: Sources): Package[] {
  const settings = manifestsByDirectory(sources, ['settings.gradle', 'settings.gradle.kts'])
  const builds = manifestsByDirectory(sources, ['build.gradle', 'build.gradle.kts'])
  const workspaces = new Map<string, ReadonlySet<string>>()
  for (const [directory, file] of settings) {
    const members = includedProjects(directory, sources.text(file) ?? '')
    if (members.length > 0) workspaces.set(directory, new Set(members))
  }
  const directories = [...new Set([...settings.keys(), ...builds.keys()])]
  return directories.flatMap((directory): Package[] => {
    const build = builds.get(directory)
    const settingsFile = settings.get(directory)
    const file = build ?? settingsFile
    // buildSrc is the build's own code: gradle builds it before anything else.
    if (file === undefined || directory.split('/').includes('buildSrc')) return []
    const name = settingsFile === undefined ? undefined : rootName(sources.text(settingsFile) ?? '')
    return [
      {
        directory,
        ...(name === undefined ? {} : { name }),
        ecosystem: 'gradle',
        manifest: { file, line: 1 },
        ...membershipIn(directory, workspaces),
        dependencies: build === undefined ? [] : readDependencies(build, sources.text(build) ?? ''),
        scripts: [],
      },
    ]
  })
}

function manifestsByDirectory(sources: Sources, names: readonly string[]): ReadonlyMap<string, string> {
  const found = new Map<string, string>()
  for (const name of names) {
    for (const file of sources.index.named(name)) {
      const directory = parentOf(file)
      if (!isFixturePlace(directory) && !found.has(directory) && sources.text(file) !== undefined)
        found.set(directory, file)
    }
  }
  return found
}

/** `include ':app', ':lib:core'` and `include(":app")`. */
function includedProjects(directory: string, text: string): string[] {
  const calls = text.matchAll(/^[ \t]*include\b[ \t]*\(?((?:[\s,]*["'][^"'\n]*["'])+)/gm)
  return [...calls].flatMap(([, list = '']) =>
    [...list.matchAll(/["']([^"'\n]*)["']/g)].flatMap(
      ([, project = '']) => resolvePath(directory, project.replaceAll(':', '/').replace(/^\//, '')) ?? [],
    ),
  )
}

function rootName(text: string): string | undefined {
  return /\brootProject\.name[ \t]*=[ \t]*["']([^"'\n]+)["']/.exec(text)?.[1]
}

/** Literal coordinates: `testImplementation("group:name:1.0")`. */
function readDependencies(file: string, text: string): Dependency[] {
  const lines = new LineFinder(text)
  const calls = text.matchAll(
    /\b(test\w*|\w*[iI]mplementation|api|compileOnly|runtimeOnly|kapt|ksp)[ \t]*\(?[ \t]*["']([\w.-]+:[\w.-]+)(?::([^"'\n:]*))?["']/g,
  )
  return [...calls].map((match): Dependency => {
    const [, configuration = '', name = '', range = ''] = match
    const kind = configuration.startsWith('test') ? 'dev' : 'runtime'
    return { name, range, kind, evidence: { file, line: lines.lineAt(match.index) } }
  })
}
