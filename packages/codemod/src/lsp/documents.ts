import path from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import type { LanguageClient } from './client.ts'

/** What is used of LSP 3.17. Positions are lines and UTF-16 units, from 0. */
export interface Position {
  readonly line: number
  readonly character: number
}

export interface Location {
  /** From the root; outside of it absolute. */
  readonly file: string
  readonly start: Position
}

export interface TextChange {
  readonly range: Range
  readonly newText: string
}

interface WorkspaceEdit {
  readonly changes?: Readonly<Record<string, readonly TextChange[]>>
  readonly documentChanges?: readonly {
    readonly textDocument: { readonly uri: string }
    readonly edits: readonly TextChange[]
  }[]
}

interface Range {
  readonly start: Position
  readonly end: Position
}

/** `Location` or `LocationLink` of LSP 3.17. */
type LspLocation =
  | { readonly uri: string; readonly range: Range }
  | { readonly targetUri: string; readonly targetSelectionRange: Range }

const languageIds: Readonly<Record<string, string>> = {
  '.ts': 'typescript',
  '.mts': 'typescript',
  '.cts': 'typescript',
  '.tsx': 'typescriptreact',
  '.js': 'javascript',
  '.mjs': 'javascript',
  '.cjs': 'javascript',
  '.jsx': 'javascriptreact',
}

export function isScriptFile(file: string): boolean {
  return languageIds[path.posix.extname(file)] !== undefined
}

/** The documents of a server by their paths from the root. */
export class Documents {
  readonly #client: LanguageClient
  readonly #root: string
  #version = 1

  constructor(client: LanguageClient, root: string) {
    this.#client = client
    this.#root = root
  }

  open(file: string, text: string): void {
    const extension = path.posix.extname(file)
    const languageId = languageIds[extension] ?? (extension === '.json' ? 'json' : 'plaintext')
    this.#client.notify('textDocument/didOpen', {
      textDocument: { uri: this.#uri(file), languageId, version: this.#version, text },
    })
  }

  change(file: string, text: string): void {
    this.#client.notify('textDocument/didChange', {
      textDocument: { uri: this.#uri(file), version: ++this.#version },
      contentChanges: [{ text }],
    })
  }

  /** Asks for what nobody needs, so that the server reads the project of a file. What it answers does not matter, nor whether it can. */
  async warm(file: string, position: Position): Promise<void> {
    const asked = this.#client.request('textDocument/hover', { textDocument: { uri: this.#uri(file) }, position })
    await asked.catch(() => undefined)
  }

  /** The changes by path from the root; paths outside of it are absolute. */
  async rename(file: string, position: Position, newName: string): Promise<ReadonlyMap<string, readonly TextChange[]>> {
    const answer = await this.#client.request('textDocument/rename', {
      textDocument: { uri: this.#uri(file) },
      position,
      newName,
    })
    const { changes = {}, documentChanges = [] } = (answer ?? {}) as WorkspaceEdit
    const found = new Map<string, readonly TextChange[]>()
    for (const [uri, edits] of Object.entries(changes)) found.set(this.#pathOf(uri), withoutDoubles(edits))
    for (const { textDocument, edits } of documentChanges) {
      found.set(this.#pathOf(textDocument.uri), withoutDoubles(edits))
    }
    return found
  }

  /** Where what stands at a position is declared. Of `{ name }` both the place itself and the variable are. */
  async definitions({ file, start: position }: Location): Promise<readonly Location[]> {
    const answer = await this.#client.request('textDocument/definition', {
      textDocument: { uri: this.#uri(file) },
      position,
    })
    const found = (answer ?? []) as LspLocation | readonly LspLocation[]
    return [found]
      .flat()
      .map((entry) =>
        'uri' in entry
          ? { file: this.#pathOf(entry.uri), start: entry.range.start }
          : { file: this.#pathOf(entry.targetUri), start: entry.targetSelectionRange.start },
      )
  }

  #uri(file: string): string {
    return pathToFileURL(path.join(this.#root, file)).href
  }

  #pathOf(uri: string): string {
    const full = fileURLToPath(uri)
    const relative = path.relative(this.#root, full)
    return relative.startsWith('../') ? full : relative
  }
}

export function isSameLocation(left: Location, right: Location): boolean {
  return (
    left.file === right.file && left.start.line === right.start.line && left.start.character === right.start.character
  )
}

/** TypeScript 7.0 names a place once for each way that leads to it, such as those of a function that is also a namespace. */
function withoutDoubles(edits: readonly TextChange[]): readonly TextChange[] {
  const byPlace = new Map(edits.map((edit) => [JSON.stringify([edit.range.start, edit.range.end, edit.newText]), edit]))
  return [...byPlace.values()]
}
