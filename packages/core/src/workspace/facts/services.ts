import {
  booleanOf,
  entriesOf,
  entryAt,
  itemsOf,
  stringsOf,
  textOf,
  type SourceEntry,
  type SourceNode,
} from '../source/node.ts'
import { joinPath, parentOf } from '../source/paths.ts'
import { isExamplePlace, isFixturePlace } from '../source/places.ts'
import type { Sources } from '../source/sources.ts'
import type { Service, ServicePort, ServiceVariable } from '../types.ts'

const composeName = /^(?:docker-)?compose(?:[.-][\w.-]+)?\.ya?ml$/

/** Ports that one range (`3000-3999`) is written out to. */
const PORT_RANGE_MAX = 64

/** The services of compose files; a service that several files describe is listed for each. */
export async function readServices(sources: Sources): Promise<Service[]> {
  const services: Service[] = []
  for (const file of sources.index.namedLike(composeName)) {
    if (isFixturePlace(parentOf(file)) || isExamplePlace(parentOf(file))) continue
    const table = entryAt(await sources.yaml(file), 'services')?.value
    for (const entry of entriesOf(table)) services.push(readService(sources, file, entry))
  }
  return services
}

function readService(sources: Sources, file: string, { key, line, value }: SourceEntry): Service {
  const image = textOf(entryAt(value, 'image')?.value)
  const healthcheck = entryAt(value, 'healthcheck')?.value
  const ports = itemsOf(entryAt(value, 'ports')?.value)
  return {
    name: key,
    ...(image === undefined ? {} : { image: interpolate(image) }),
    isBuilt: entryAt(value, 'build') !== undefined,
    ports: ports.flatMap((port) => readPort(file, port)),
    isOnHost: textOf(entryAt(value, 'network_mode')?.value) === 'host',
    environment: withFiles(
      readEnvironment(file, entryAt(value, 'environment')?.value),
      environmentFiles(entryAt(value, 'env_file')?.value).flatMap((name) =>
        readEnvironmentFile(sources, joinPath(parentOf(file), name)),
      ),
    ),
    hasHealthcheck: healthcheck?.kind === 'table' && booleanOf(entryAt(healthcheck, 'disable')?.value) !== true,
    profiles: stringsOf(entryAt(value, 'profiles')?.value).map(({ text }) => text),
    evidence: { file, line },
  }
}

/** What the compose file says itself stands above what a file says, and a later file above an earlier one. */
function withFiles(own: readonly ServiceVariable[], files: readonly ServiceVariable[]): ServiceVariable[] {
  const names = new Set(own.map(({ name }) => name))
  const last = new Map(files.map((variable) => [variable.name, variable]))
  return [...own, ...[...last.values()].filter(({ name }) => !names.has(name))]
}

/** A path, a list of paths, or of tables with a `path`. */
function environmentFiles(node: SourceNode | undefined): readonly string[] {
  const nodes = node?.kind === 'list' ? itemsOf(node) : node === undefined ? [] : [node]
  return nodes.flatMap((item) => {
    const name = item.kind === 'table' ? textOf(entryAt(item, 'path')?.value) : textOf(item)
    return name === undefined ? [] : [interpolate(name).replace(/^\.\//, '')]
  })
}

function readEnvironmentFile(sources: Sources, file: string): ServiceVariable[] {
  return sources.lines(file).flatMap((text, index) => {
    const [, name = '', value = ''] = /^\s*(?:export\s+)?([A-Za-z_]\w*)\s*=\s*["']?([^"'\r\n]*)/.exec(text) ?? []
    return name === '' ? [] : [{ name, value: value.trim(), evidence: { file, line: index + 1 } }]
  })
}

/** A table, or a list of `NAME=value`. */
function readEnvironment(file: string, node: SourceNode | undefined): ServiceVariable[] {
  if (node?.kind === 'list') {
    return stringsOf(node).flatMap(({ text, line }) => {
      const [, name, value] = /^(\w+)=(.*)$/s.exec(interpolate(text)) ?? []
      return name === undefined || value === undefined ? [] : [{ name, value, evidence: { file, line } }]
    })
  }
  return entriesOf(node).flatMap(({ key, line, value }) => {
    const text = textOf(value)
    return text === undefined ? [] : [{ name: key, value: interpolate(text), evidence: { file, line } }]
  })
}

interface PortFacts {
  readonly host: string
  readonly container: string
  readonly protocol: string
}

function readPort(file: string, node: SourceNode): ServicePort[] {
  const facts = node.kind === 'table' ? longPort(node) : shortPort(textOf(node) ?? '')
  const containers = portRange(facts.container)
  const hosts = portRange(facts.host)
  const protocol = facts.protocol === 'udp' ? 'udp' : 'tcp'
  return containers.map((container, at) => {
    const host = hosts[at]
    return { ...(host === undefined ? {} : { host }), container, protocol, evidence: { file, line: node.line } }
  })
}

function longPort(node: SourceNode): PortFacts {
  const read = (key: string): string => interpolate(textOf(entryAt(node, key)?.value) ?? '')
  return { host: read('published'), container: read('target'), protocol: read('protocol') }
}

/** `[[address:]host:]container[/protocol]`, where the address may be IPv6 in brackets. */
function shortPort(text: string): PortFacts {
  const [ports = '', protocol = ''] = interpolate(text).split('/')
  const parts = ports.replace(/^\[[^\]]*\]:/, '').split(':')
  return { host: parts.length > 1 ? (parts.at(-2) ?? '') : '', container: parts.at(-1) ?? '', protocol }
}

function portRange(text: string): number[] {
  const match = /^(\d{1,5})(?:-(\d{1,5}))?$/.exec(text.trim())
  if (match === null) return []
  const first = Number(match[1])
  const last = match[2] === undefined ? first : Number(match[2])
  const length = Math.min(last - first + 1, PORT_RANGE_MAX)
  const ports = Array.from({ length: Math.max(length, 0) }, (_, at) => first + at)
  return ports.filter((port) => port > 0 && port <= 65_535)
}

/** A variable becomes its default; without one the text stays, and is no number. */
function interpolate(text: string): string {
  return text.replaceAll(/\$\{\w+:?-([^{}]*)\}/g, '$1')
}
