import type { CodeMap } from '@groundcrew/code-map'
import { count } from '@groundcrew/core/text'
import type { Graph } from '../graph/graph.ts'
import { LOAD_FACT } from '../graph/links.ts'
import { stemOf } from '../paths.ts'
import type { RenderingPlace } from '../graph/templates.ts'
import type { ImplicitLink } from './widening.ts'

const LIBRARY = /(?:^|\/)templatetags\/(?!__init__)\w+\.py$/
/** A tag that has another name than its function. */
const OTHER_NAME = /\bname\s*=|\bregister\.(?:tag|filter|simple_tag|inclusion_tag)\(\s*["']/
const LOAD = /\{%-?\s*load\s+([^%]*?)\s*-?%\}/g
const TAG = /\{\{[\s\S]*?\}\}|\{%[\s\S]*?%\}/g

/**
 * Django's libraries of tags and filters are used by the templates that load them: by the code that has one of these rendered, or one that
 * extends or includes it.
 */
export function addTemplateTags(graph: Graph): readonly ImplicitLink[] {
  const added: ImplicitLink[] = []
  for (let number = 0; number < graph.map.fileCount; number++) {
    if (!LIBRARY.test(graph.map.pathOf(number))) continue
    const places = renderedWith(graph, number)
    for (const { file, line, names } of places) {
      const fact = { ...LOAD_FACT, kind: 'dynamic', line } as const
      graph.addLink(number, { from: file, fact, isLoaded: false, onlyNames: names })
    }
    const text = `reached, and used in what ${count(places.length, 'place')} in code have rendered`
    if (places.length > 0) added.push({ rule: 'template tags', to: number, text })
  }
  return added
}

interface TagPlace extends RenderingPlace {
  /** What its templates name; undefined: anything. */
  readonly names: Set<string> | undefined
}

/** Where code has templates rendered that load a library. */
function renderedWith({ map, templates }: Graph, number: number): readonly TagPlace[] {
  const path = map.pathOf(number)
  const library = stemOf(path)
  const isRenamed = OTHER_NAME.test(map.read(number)?.source.toString('latin1') ?? '')
  const isEverywhere = isBuiltIn(map, path)
  const places = new Map<string, TagPlace>()
  for (const { path: template, text } of templates.all) {
    if (!isEverywhere && !loadsLibrary(text, library)) continue
    for (const { file, line } of templates.renderingOf(template)) {
      const key = `${file}:${line}`
      const place = places.get(key) ?? { file, line, names: isRenamed ? undefined : new Set() }
      places.set(key, place)
      for (const name of namesOf(text)) place.names?.add(name)
    }
  }
  return [...places.values()]
}

function loadsLibrary(template: string, library: string): boolean {
  return [...template.matchAll(LOAD)].some(([, words = '']) => words.split(/\s+/).includes(library))
}

function namesOf(template: string): readonly string[] {
  return (template.match(TAG) ?? []).flatMap((tag) => tag.match(/[A-Za-z_]\w*/g) ?? [])
}

/** Whether settings have all templates load it: `'builtins': ['shop.templatetags.money']`. */
function isBuiltIn(map: CodeMap, path: string): boolean {
  const module = path.replace(/\.py$/, '').replaceAll('/', '.')
  const settings = [...map.files()].filter((file) => /(?:^|\/)settings(?:\/.*)?\.py$/.test(file.path))
  return settings.some(({ number }) => {
    const text = map.read(number)?.source.toString('latin1') ?? ''
    const named = text.match(/["'][\w.]+\.templatetags\.\w+["']/g) ?? []
    return named.some((name) => `.${module}`.endsWith(`.${name.slice(1, -1)}`))
  })
}
