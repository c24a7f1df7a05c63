import type { Dependency, Package } from '../types.ts'
import { parentOf, resolvePath } from '../source/paths.ts'
import { isFixturePlace } from '../source/places.ts'
import type { Sources } from '../source/sources.ts'
import { parseXml, xmlAt, xmlChildren, type XmlElement } from '../source/xml.ts'
import { membershipIn } from './membership.ts'

export function readMavenPackages(sources: Sources): Package[] {
  const projects = new Map<string, { readonly file: string; readonly project: XmlElement }>()
  for (const file of sources.index.named('pom.xml')) {
    if (isFixturePlace(parentOf(file))) continue
    const text = sources.text(file)
    if (text === undefined) continue
    const project = parseXml(text)
    if (project?.name === 'project') projects.set(parentOf(file), { file, project })
    else sources.problems.add('syntax', { file, line: 1 }, 'not a pom: the top element is not <project>')
  }
  const workspaces = workspacesOf(projects)
  return [...projects].map(([directory, { file, project }]) => {
    const name = xmlAt(project, 'artifactId')
    return {
      directory,
      ...(name === undefined ? {} : { name: name.text }),
      ecosystem: 'maven',
      manifest: { file, line: name?.line ?? project.line },
      ...membershipIn(directory, workspaces),
      dependencies: readDependencies(file, project),
      scripts: [],
    }
  })
}

/** Only the aggregators at the top: a module with modules of its own stays a member, with all of them. */
function workspacesOf(
  projects: ReadonlyMap<string, { readonly project: XmlElement }>,
): ReadonlyMap<string, ReadonlySet<string>> {
  const direct = new Map<string, ReadonlySet<string>>()
  for (const [directory, { project }] of projects) {
    const modules = xmlChildren(xmlAt(project, 'modules'), 'module').map(({ text }) => resolvePath(directory, text))
    const known = modules.filter((module) => module !== undefined).map((module) => module.replace(/\/pom\.xml$/, ''))
    if (known.length > 0) direct.set(directory, new Set(known))
  }
  const inner = new Set([...direct.values()].flatMap((modules) => [...modules]))
  const workspaces = new Map<string, ReadonlySet<string>>()
  for (const [directory, modules] of direct) {
    if (inner.has(directory)) continue
    const all = new Set(modules)
    for (const module of all) for (const below of direct.get(module) ?? []) all.add(below)
    workspaces.set(directory, all)
  }
  return workspaces
}

function readDependencies(file: string, project: XmlElement): Dependency[] {
  return xmlChildren(xmlAt(project, 'dependencies'), 'dependency').flatMap((element): Dependency[] => {
    const group = xmlAt(element, 'groupId')?.text
    const artifact = xmlAt(element, 'artifactId')?.text
    if (group === undefined || artifact === undefined) return []
    const kind = xmlAt(element, 'scope')?.text === 'test' ? 'dev' : 'runtime'
    const range = xmlAt(element, 'version')?.text ?? ''
    return [{ name: `${group}:${artifact}`, range, kind, evidence: { file, line: element.line } }]
  })
}
