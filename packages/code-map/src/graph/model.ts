import type { GraphData } from './page.ts'

/** A folder, or a file in a folder that is open. */
export interface Node {
  readonly path: string
  readonly label: string
  readonly isFolder: boolean
  readonly isTest: boolean
  readonly files: number
}

/** All imports between the files of two nodes. */
export interface NodeEdge {
  readonly from: string
  readonly to: string
  readonly count: number
}

export interface PathNote {
  readonly path: string
  readonly note: string
}

/** More nodes than this are no picture: opening more closes the folders that were opened first. */
const NODES_MAX = 250
/** Of a folder with more, those with most imports are shown, and one node stands for the others. */
const CHILDREN_MAX = 150
const NODES_AT_START = 40
const RESULTS_MAX = 200

/** Which folders are open, and what is seen then. */
export class GraphModel {
  readonly #data: GraphData
  /** The children of each folder: paths of folders end with `/`. */
  readonly #children = new Map<string, Set<string>>()
  readonly #sizes = new Map<string, number>()
  readonly #numbers: ReadonlyMap<string, number>
  readonly #open = new Set<string>()
  /** How many imports lead from and to each file. */
  readonly #links: Uint32Array
  /** What was opened last is shown, however few imports it has. */
  #chosen = ''

  constructor(data: GraphData) {
    this.#data = data
    this.#numbers = new Map(data.files.map(({ path }, number) => [path, number]))
    this.#links = new Uint32Array(data.files.length)
    for (const end of data.edges.flatMap(([from, to]) => [from, to])) this.#links[end] = (this.#links[end] ?? 0) + 1
    for (const { path } of data.files) {
      let child = path
      for (let folder = folderOf(path); ; folder = folderOf(folder)) {
        this.#sizes.set(folder, (this.#sizes.get(folder) ?? 0) + 1)
        const children = this.#children.get(folder) ?? new Set()
        this.#children.set(folder, children.add(child))
        if (folder === '') break
        child = folder
      }
    }
    this.closeAll()
  }

  /** Back to the first picture: the root, and below it what there is room for. */
  closeAll(): void {
    this.#chosen = ''
    this.#open.clear()
    this.#open.add('')
    for (;;) {
      const candidates = this.visible().filter(({ path, isFolder }) => isFolder && !this.#open.has(path))
      const smallest = candidates.sort((left, right) => this.#childCount(left) - this.#childCount(right))[0]
      if (smallest === undefined) return
      const count = this.visible().length - 1 + this.#childCount(smallest)
      if (count > NODES_AT_START) return
      this.#open.add(smallest.path)
    }
  }

  /** Opens a folder; for a file, the folders around it. */
  open(path: string): void {
    this.#chosen = path
    if (this.#children.has(path)) this.#add(path)
    for (let folder = folderOf(path); folder !== ''; folder = folderOf(folder)) this.#add(folder)
    for (const folder of this.#open) {
      if (this.visible().length <= NODES_MAX) break
      if (folder !== '' && !path.startsWith(folder)) this.#open.delete(folder)
    }
  }

  #add(folder: string): void {
    this.#open.delete(folder)
    this.#open.add(folder)
  }

  #childCount({ path }: Node): number {
    return Math.min(CHILDREN_MAX + 1, this.#children.get(path)?.size ?? 0)
  }

  visible(): readonly Node[] {
    const nodes: Node[] = []
    const add = (path: string): void => {
      if (!this.#open.has(path)) {
        nodes.push(this.#node(path, this.#sizes.get(path)))
        return
      }
      const [shown, others] = this.#childrenShown(path)
      for (const child of shown) add(child)
      if (others.length > 0) nodes.push(this.#rest(path, others))
    }
    add('')
    return nodes.sort((left, right) => (left.path < right.path ? -1 : 1))
  }

  #childrenShown(folder: string): readonly [shown: readonly string[], others: readonly string[]] {
    const children = [...(this.#children.get(folder) ?? [])]
    if (children.length <= CHILDREN_MAX) return [children, []]
    const weight = (child: string): number => {
      if (child === this.#chosen || this.#open.has(child)) return Infinity
      return this.#links[this.#numbers.get(child) ?? -1] ?? Number.MAX_SAFE_INTEGER
    }
    const weighed = children.map((child) => ({ child, weight: weight(child) }))
    weighed.sort((left, right) => right.weight - left.weight || (left.child < right.child ? -1 : 1))
    const ordered = weighed.map(({ child }) => child)
    return [ordered.slice(0, CHILDREN_MAX), ordered.slice(CHILDREN_MAX)]
  }

  /** Stands for what is not shown of an open folder, and has the folder's path: what is in it belongs to it. */
  #rest(folder: string, others: readonly string[]): Node {
    const files = others.reduce((sum, child) => sum + (this.#sizes.get(child) ?? 1), 0)
    return { path: folder, label: `${shortened(folder)} ${files} more`.trim(), isFolder: true, isTest: false, files }
  }

  #node(path: string, files: number | undefined): Node {
    const isFolder = files !== undefined
    const name = path.slice(folderOf(path).length)
    return {
      path,
      label: isFolder ? `${shortened(path)} ${files}` : name,
      isFolder,
      isTest: this.#data.files[this.#numbers.get(path) ?? -1]?.class === 'test',
      files: files ?? 1,
    }
  }

  edges(nodes: readonly Node[]): readonly NodeEdge[] {
    const shown = new Set(nodes.map(({ path }) => path))
    const owners = this.#data.files.map(({ path }) => {
      let at = path
      while (!shown.has(at) && at !== '') at = folderOf(at)
      return at
    })
    const counts = new Map<string, { from: string; to: string; count: number }>()
    for (const [fromFile, toFile] of this.#data.edges) {
      const [from = '', to = ''] = [owners[fromFile], owners[toFile]]
      if (from === to) continue
      const key = `${from}\0${to}`
      const known = counts.get(key)
      if (known === undefined) counts.set(key, { from, to, count: 1 })
      else known.count++
    }
    return [...counts.values()]
  }

  find(text: string): { readonly total: number; readonly paths: readonly PathNote[] } {
    const found = this.#data.files.filter(({ path }) => path.toLowerCase().includes(text))
    return { total: found.length, paths: found.slice(0, RESULTS_MAX).map(({ path }) => ({ path, note: '' })) }
  }

  mostImported(): readonly PathNote[] {
    const counts = this.#data.files.map(() => new Set<number>())
    for (const [from, to] of this.#data.edges) counts[to]?.add(from)
    return this.#data.files
      .map(({ path }, number) => ({ path, count: counts[number]?.size ?? 0 }))
      .filter(({ count }) => count > 0)
      .sort((left, right) => right.count - left.count || (left.path < right.path ? -1 : 1))
      .slice(0, 30)
      .map(({ path, count }) => ({ path, note: `${count}` }))
  }

  /** What a file, or the files of a folder together, import from outside, and who imports them. */
  details(path: string): {
    readonly lines: number
    readonly imports: readonly PathNote[]
    readonly importers: readonly PathNote[]
  } {
    const isInside = (number: number): boolean => {
      const file = this.#data.files[number]?.path ?? ''
      return file === path || (this.#children.has(path) && file.startsWith(path))
    }
    const imports = new Map<string, string>()
    const importers = new Map<string, string>()
    for (const [from, to, line, isTypeOnly] of this.#data.edges) {
      if (isInside(from) === isInside(to)) continue
      const note = `line ${line}${isTypeOnly === 1 ? ', types only' : ''}`
      if (isInside(from)) imports.set(this.#data.files[to]?.path ?? '', note)
      else importers.set(this.#data.files[from]?.path ?? '', note)
    }
    const inside = this.#data.files.filter((_, number) => isInside(number))
    return {
      lines: inside.reduce((sum, { lines }) => sum + lines, 0),
      imports: sorted(imports),
      importers: sorted(importers),
    }
  }
}

function sorted(notes: ReadonlyMap<string, string>): readonly PathNote[] {
  return [...notes].map(([path, note]) => ({ path, note })).sort((left, right) => (left.path < right.path ? -1 : 1))
}

/** The folder around a path, with `/` at its end; the root is empty. */
function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/', path.length - 2) + 1)
}

const LABEL_LENGTH_MAX = 34

function shortened(path: string): string {
  return path.length <= LABEL_LENGTH_MAX ? path : `…${path.slice(path.length - LABEL_LENGTH_MAX + 1)}`
}
