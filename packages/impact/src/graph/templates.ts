import type { CodeFile, CodeMap } from '@groundcrew/code-map'
import { isScript } from '../change/token-words.ts'
import { append } from './append.ts'
import { TEMPLATE } from './template-words.ts'

/** A place in code that has a template rendered. */
export interface RenderingPlace {
  readonly file: number
  readonly line: number
}

interface Template {
  readonly path: string
  readonly text: string
}

/** A text in code that names a template, or several where a part of it is put in. */
interface Naming extends RenderingPlace {
  readonly paths: ReadonlySet<string>
}

/** Code that renders mentions one of these. */
const RENDERERS = [
  'render',
  'render_to_string',
  'render_template',
  'render_to_response',
  'render_async',
  'renderFile',
  'renderView',
  'get_template',
  'getTemplate',
  'select_template',
  'template_name',
  'templateUrl',
  'TemplateResponse',
  'TemplateView',
  'inclusion_tag',
]
const DIRECTORY = /(?:^|\/)(?:templates|views|jinja2)\//g
/** One template names another: behind such a word in quotes, in Pug without them, in Handlebars behind `>`. */
const NAMED_IN_TEMPLATE =
  /(?:extends|include|import|from|layout|render|embed|ssi)\b[ \t(:[]*["']([^"'\n]+)["']|^[ \t]*(?:extends|include) +([\w./-]+)|\{\{#?> *([\w./-]+)/gm
const STRING = /(["'`])((?:\\.|(?!\1)[^\\\n])*)\1/g
/** What is put into a text when the program runs. */
const PUT_IN = /%(?:\(\w+\))?s|\$?\{[^}]*\}/
const templatesMax = 5000
const lettersMin = 3

/** The templates of a code base: which names which, and what code renders them. */
export class Templates {
  readonly #map: CodeMap
  #templates: readonly Template[] | undefined
  #users: ReadonlyMap<string, readonly string[]> | undefined
  #namings: readonly Naming[] | undefined
  #byStem: Map<string, string[]> | undefined

  constructor(map: CodeMap) {
    this.#map = map
  }

  isTemplate(path: string): boolean {
    return TEMPLATE.test(path) || path.search(DIRECTORY) !== -1
  }

  get all(): readonly Template[] {
    this.#templates ??= this.#read()
    return this.#templates
  }

  /** A template, and those that name it over any steps. */
  #usersOf(path: string): ReadonlySet<string> {
    this.#users ??= this.#readUsers()
    const found = new Set([path])
    for (const used of found) for (const user of this.#users.get(used) ?? []) found.add(user)
    return found
  }

  /** Where code has a template rendered, or one that names it. */
  renderingOf(path: string): readonly RenderingPlace[] {
    this.#namings ??= this.#readNamings()
    const users = [...this.#usersOf(path)]
    return this.#namings.filter(({ paths }) => users.some((user) => paths.has(user)))
  }

  /** By template those that name it. */
  #readUsers(): ReadonlyMap<string, readonly string[]> {
    const users = new Map<string, string[]>()
    for (const { path, text } of this.all)
      for (const name of namesIn(text)) for (const used of this.#named(name)) append(users, used, path)
    return users
  }

  /** The templates that a name may mean; those alone of which it is all of the path in a directory of templates, where there are any. */
  #named(name: string): readonly string[] {
    const parts = name.replace(/^(?:\.{0,2}\/)+/, '').split(PUT_IN)
    const pattern = parts.map((part) => part.replaceAll(/[.*+?^$()[\]{}|\\]/g, String.raw`\$&`)).join('.*')
    const [whole, end] = [new RegExp(`^${pattern}${EXTENSION}$`), new RegExp(`(?:^|/)${pattern}${EXTENSION}$`)]
    const last = parts.at(-1) ?? ''
    const paths = parts.length === 1 ? (this.#stems.get(nameStem(last)) ?? []) : this.all.map(({ path }) => path)
    const found = paths.filter((path) => end.test(path))
    const exact = found.filter((path) => rootedNames(path).some((rooted) => whole.test(rooted)))
    return exact.length > 0 ? exact : found
  }

  get #stems(): ReadonlyMap<string, readonly string[]> {
    if (this.#byStem === undefined) {
      this.#byStem = new Map()
      for (const { path } of this.all) append(this.#byStem, nameStem(path), path)
    }
    return this.#byStem
  }

  #read(): readonly Template[] {
    const found: Template[] = []
    for (let number = 0; number < this.#map.fileCount && found.length < templatesMax; number++) {
      const path = this.#map.pathOf(number)
      if (!this.isTemplate(path) || isCode(this.#map.file(number).language)) continue
      found.push({ path, text: this.#map.read(number)?.source.toString('latin1') ?? '' })
    }
    return found
  }

  #readNamings(): readonly Naming[] {
    const files = new Set(RENDERERS.flatMap((name) => this.#map.uses(name).map(({ file }) => file)))
    const written = [...files].filter((file) => isCode(file.language) && WRITTEN.has(file.class))
    return written.flatMap(({ number }) => {
      const texts = textsIn(this.#map.read(number)?.source.toString('latin1') ?? '')
      return texts.map(({ line, name }) => ({ file: number, line, paths: new Set(this.#named(name)) }))
    })
  }
}

const WRITTEN: ReadonlySet<CodeFile['class']> = new Set(['source', 'test'])
const LINE_FEED = 10
const EXTENSION = String.raw`(?:\.[\w.]+)?`

/** The texts in code that may name templates. */
function textsIn(code: string): readonly { readonly line: number; readonly name: string }[] {
  const found: { readonly line: number; readonly name: string }[] = []
  let line = 1
  let seen = 0
  for (const { index, 2: name = '' } of code.matchAll(STRING)) {
    if (!mayName(name, code.slice(Math.max(0, index - 60), index))) continue
    for (; seen < index; seen++) if (code.charCodeAt(seen) === LINE_FEED) line++
    found.push({ line, name })
  }
  return found
}

/** A path; or a word where it is rendered. */
function mayName(text: string, before: string): boolean {
  const own = text.split(PUT_IN).join('')
  const isPath = /[/.]/.test(text) && /^[\w@./ -]*$/.test(own)
  const isRendered = /\brender\w*\([\s\w,]*$/.test(before) && /^[\w-]+$/.test(text)
  return (isPath || isRendered) && own.replaceAll(/\W/g, '').length >= lettersMin
}

/** What a template is called from each directory of templates that it is in. */
function rootedNames(path: string): readonly string[] {
  return [...path.matchAll(DIRECTORY)].map(({ index, 0: root }) => path.slice(index + root.length))
}

function namesIn(template: string): readonly string[] {
  return [...template.matchAll(NAMED_IN_TEMPLATE)].map(([, quoted, plain, partial]) => quoted ?? plain ?? partial ?? '')
}

/** The last part of a path up to its first dot. */
function nameStem(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1).replace(/\..*$/, '')
}

function isCode(language: CodeFile['language']): boolean {
  return language === 'python' || isScript(language)
}
