import { parseGoFile } from '../manifests/go.ts'
import { LineFinder } from '../source/line-finder.ts'
import { entryAt, textOf } from '../source/node.ts'
import { joinPath } from '../source/paths.ts'
import type { Sources } from '../source/sources.ts'
import { parseXml, xmlAt, type XmlElement } from '../source/xml.ts'
import type { Package, Requirement } from '../types.ts'
import { supports } from './requirement.ts'
import { atLeast } from './version.ts'

/** The `go` line is the oldest Go that builds the module; `toolchain` the one that its authors use, at least. */
export function readGoRequirements(sources: Sources, { directory }: Package): Requirement[] {
  return sources.index.present(directory, ['go.mod', 'go.work']).flatMap((file) =>
    parseGoFile(sources.lines(file)).flatMap(({ keyword, words, line }): Requirement[] => {
      const range = words[0]
      const evidence = { file, line }
      if (range === undefined) return []
      if (keyword === 'go') return [supports({ tool: 'go', range, source: 'go-directive', evidence }, atLeast(range))]
      if (keyword !== 'toolchain' || range === 'default') return []
      return [supports({ tool: 'go', range, source: 'toolchain', evidence }, atLeast(range.replace(/^go/, '')))]
    }),
  )
}

export async function readRustRequirements(sources: Sources, { manifest: { file } }: Package): Promise<Requirement[]> {
  const document = await sources.toml(file)
  const entry =
    entryAt(document, 'package', 'rust-version') ?? entryAt(document, 'workspace', 'package', 'rust-version')
  const range = textOf(entry?.value)
  if (entry === undefined || range === undefined) return []
  return [
    supports({ tool: 'rust', range, source: 'rust-version', evidence: { file, line: entry.line } }, atLeast(range)),
  ]
}

/** The Java release that a pom compiles for, in the order in which maven's compiler plugin prefers the settings. */
export function readMavenRequirements(sources: Sources, { manifest: { file } }: Package): Requirement[] {
  const text = sources.text(file)
  const project = text === undefined ? undefined : parseXml(text)
  const properties = xmlAt(project, 'properties')
  const settings = ['maven.compiler.release', 'java.version', 'maven.compiler.target', 'maven.compiler.source']
  const elements = [...settings.map((name) => xmlAt(properties, name)), compilerRelease(project)]
  const found = elements.find((element) => element !== undefined && /^\d/.test(element.text))
  if (found === undefined) return []
  return [javaRequirement(found.text, { source: 'pom', file, line: found.line })]
}

function compilerRelease(project: XmlElement | undefined): XmlElement | undefined {
  const plugins = xmlAt(project, 'build', 'plugins')?.children ?? []
  const compiler = plugins.find((plugin) => xmlAt(plugin, 'artifactId')?.text === 'maven-compiler-plugin')
  return xmlAt(compiler, 'configuration', 'release')
}

export function readGradleRequirements(sources: Sources, { directory }: Package): Requirement[] {
  const file = ['build.gradle.kts', 'build.gradle']
    .map((name) => joinPath(directory, name))
    .find((path) => sources.index.has(path))
  const text = file === undefined ? undefined : sources.text(file)
  if (file === undefined || text === undefined) return []
  // Gradle itself needs some Java, and fetches the toolchain that is asked for.
  const fetchesToolchains = sources.index
    .named('settings.gradle.kts')
    .concat(sources.index.named('settings.gradle'))
    .some((settings) => sources.text(settings)?.includes('foojay-resolver') === true)
  const match =
    /JavaLanguageVersion\.of\((\d+)\)/.exec(text) ??
    /jvmToolchain\((\d+)\)/.exec(text) ??
    /\b(?:source|target)Compatibility[ \t]*=[ \t]*(?:JavaVersion\.VERSION_)?["']?(\d[\d_.]*)/.exec(text)
  if (match?.[1] === undefined || (fetchesToolchains && !match[0].includes('Compatibility'))) return []
  const line = new LineFinder(text).lineAt(match.index)
  return [javaRequirement(match[1].replaceAll('_', '.'), { source: 'gradle', file, line })]
}

/** A newer JDK compiles for an older release; `1.8` is Java 8. */
function javaRequirement(
  range: string,
  { source, file, line }: { readonly source: 'pom' | 'gradle'; readonly file: string; readonly line: number },
): Requirement {
  const constraint = atLeast(range.replace(/^1\.(?=\d)/, ''))
  return supports({ tool: 'java', range, source, evidence: { file, line } }, constraint)
}
