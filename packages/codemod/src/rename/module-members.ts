import { isSameLocation, type Documents, type Location, type Position } from '../lsp/documents.ts'
import { TextLines } from '../lsp/text-lines.ts'
import type { Candidate } from '../plan/candidates.ts'
import type { EditedFile, TextEdit } from '../plan/make-plan.ts'
import { wordsInCode } from '../review/find-words.ts'
import type { PlaceReader } from './place-reader.ts'

export interface MemberCall {
  readonly file: string
  readonly position: Position
  readonly word: string
  readonly newName: string
  /** The files in which each place is asked for. */
  readonly scripts: readonly Candidate[]
}

/** Between a dot and the name of a member. */
const spaceMax = 200

/** Mends what TypeScript 7.0 makes of a module as an object, of which a name is a member. */
export class ModuleMembers {
  readonly #documents: Documents
  readonly #reader: PlaceReader
  readonly #call: MemberCall

  constructor(
    { documents, reader }: { readonly documents: Documents; readonly reader: PlaceReader },
    call: MemberCall,
  ) {
    this.#documents = documents
    this.#reader = reader
    this.#call = call
  }

  async mend(edited: readonly EditedFile[]): Promise<readonly EditedFile[]> {
    const complete = await this.#addUnlisted(edited)
    return Promise.all(complete.map((entry) => this.#keepVariables(entry)))
  }

  /** It looks for a name by the imports of its module alone, and so misses the members where that was handed on, as in `export const all = namespace`. */
  async #addUnlisted(edited: readonly EditedFile[]): Promise<readonly EditedFile[]> {
    const { file: source, scripts } = this.#call
    const asked = new Map(scripts.filter(({ path }) => path !== source).map((file) => [file.path, file]))
    const known = new Map(edited.map((entry) => [entry.file.path, entry.edits]))
    const complete = [...asked.values()].map(async (file): Promise<EditedFile> => {
      const edits = known.get(file.path) ?? []
      return { file, edits: [...edits, ...(await this.#membersIn(file, edits))] }
    })
    const found = (await Promise.all(complete)).filter(({ edits }) => edits.length > 0)
    return [...edited.filter(({ file }) => !asked.has(file.path)), ...found]
  }

  async #membersIn(file: Candidate, edits: readonly TextEdit[]): Promise<readonly TextEdit[]> {
    const { file: source, position, word, newName } = this.#call
    const known = new Set(edits.map(({ start }) => start))
    const { text } = file.decoded
    const mayBeMember = (start: number): boolean =>
      /\.\s*$/.test(text.slice(Math.max(0, start - spaceMax), start)) || this.#reader.isBoundMember(file, start)
    const places = wordsInCode(file, word).filter((start) => !known.has(start) && mayBeMember(start))
    const found = places.map(async (start): Promise<readonly TextEdit[]> => {
      const leads = await this.#documents.definitions(locate(file, start))
      // A property that has its value from the symbol leads to both.
      const isMember = leads.every((entry) => entry.file === source)
      if (!isMember || !leads.some((entry) => isSameLocation(entry, { file: source, start: position }))) return []
      return [{ start, end: start + word.length, new: newName, kind: 'reference', shape: '' }]
    })
    return (await Promise.all(found)).flat()
  }

  /** `const { name } = module` gets the new name for the member, and the variable keeps its own: of its uses TypeScript lists some alone. */
  async #keepVariables({ file, edits }: EditedFile): Promise<EditedFile> {
    const { word, newName } = this.#call
    const bound = edits.filter((edit) => edit.new === newName && this.#reader.isBoundMember(file, edit.start))
    if (bound.length === 0) return { file, edits }
    const variables = bound.map(({ start }) => locate(file, start))
    const kept = edits.map(async (edit): Promise<readonly TextEdit[]> => {
      if (bound.includes(edit)) return [{ ...edit, new: `${newName}: ${word}` }]
      const leads = await this.#documents.definitions(locate(file, edit.start))
      const isUse = leads.some((entry) => variables.some((variable) => isSameLocation(entry, variable)))
      return isUse ? [] : [edit]
    })
    return { file, edits: (await Promise.all(kept)).flat() }
  }
}

function locate({ path, decoded }: Candidate, offset: number): Location {
  return { file: path, start: new TextLines(decoded.text).positionAt(offset) }
}
