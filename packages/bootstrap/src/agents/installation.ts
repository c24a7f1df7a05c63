import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import {
  firstMissingDirectory,
  hashOfContent,
  readContent,
  removeEmptyDirectories,
  sameContent,
  writeContent,
  type Content,
  type FileEdit,
} from './install/file-edit.ts'

/** What is kept of a file that was edited, to give it back as it was. */
interface Kept {
  readonly original: Content
  /** Hash of what was written: the file was not touched since when it still has it. */
  readonly written: string
  /** The directory nearest to the root that was made for it. */
  readonly madeDirectory?: string
}

export interface FileReport {
  /** Absolute. */
  readonly path: string
  readonly what: string
  /**
   * - `same`: as it should be
   * - `created`, `changed`: will be or was written
   * - `removed`, `restored`: is as it was before
   * - `left`: somebody changed it since, and it is not clear what is ours
   */
  readonly state: 'same' | 'created' | 'changed' | 'removed' | 'restored' | 'left'
}

/** The files of an installation in one clone, with what stood in their place before. */
export class Installation {
  readonly #file: string
  readonly #kept: Map<string, Kept>

  private constructor(file: string, kept: Map<string, Kept>) {
    this.#file = file
    this.#kept = kept
  }

  static async open(stateDirectory: string): Promise<Installation> {
    const file = path.join(stateDirectory, 'agents', 'files.json')
    const text = await readFile(file, 'utf8').catch(() => '{}')
    return new Installation(file, new Map(Object.entries(JSON.parse(text) as Record<string, Kept>)))
  }

  get isEmpty(): boolean {
    return this.#kept.size === 0
  }

  /** What installing would do. */
  async plan(edits: readonly FileEdit[]): Promise<readonly FileReport[]> {
    return Promise.all(edits.map(async (edit) => (await this.#prepare(edit)).report))
  }

  /** Writes each file that is not yet as it should be. What stood there is on the disk before the first is touched. */
  async install(edits: readonly FileEdit[]): Promise<readonly FileReport[]> {
    const prepared = await Promise.all(edits.map(async (edit) => this.#prepare(edit)))
    const keptBefore = new Map(this.#kept)
    for (const { edit, original, next, madeDirectory } of prepared) {
      if (sameContent(original, next)) continue
      const made = this.#kept.get(edit.path)?.madeDirectory ?? madeDirectory
      this.#kept.set(edit.path, {
        original,
        written: hashOfContent(next),
        ...(made === undefined ? {} : { madeDirectory: made }),
      })
    }
    await this.#save()
    const written: Prepared[] = []
    try {
      for (const one of prepared.filter(({ report }) => report.state !== 'same')) {
        await writeContent(one.edit.path, one.next)
        written.push(one)
      }
    } catch (error) {
      // Half an installation is none.
      for (const { edit, now, madeDirectory } of written.reverse()) {
        await writeContent(edit.path, now)
        if (madeDirectory !== undefined) await removeEmptyDirectories(edit.path, madeDirectory)
      }
      this.#kept.clear()
      for (const [file, kept] of keptBefore) this.#kept.set(file, kept)
      await this.#save()
      throw error
    }
    return prepared.map(({ report }) => report)
  }

  /** Gives every file back as it was; of one that was changed since, takes our part out. */
  async uninstall(edits: readonly FileEdit[]): Promise<readonly FileReport[]> {
    const paths = [...new Set([...this.#kept.keys(), ...edits.map((edit) => edit.path)])].sort()
    const reports: FileReport[] = []
    for (const file of paths) {
      reports.push(
        await this.#giveBack(
          file,
          edits.find((edit) => edit.path === file),
        ),
      )
    }
    await rm(this.#file, { force: true })
    this.#kept.clear()
    return reports
  }

  async #giveBack(file: string, edit: FileEdit | undefined): Promise<FileReport> {
    const kept = this.#kept.get(file)
    const now = await readContent(file)
    const isUntouched = kept !== undefined && hashOfContent(now) === kept.written
    const before = isUntouched ? kept.original : (edit?.uninstall(now) ?? now)
    const report = { path: file, what: edit?.what ?? 'a file of an earlier installation' }
    if (sameContent(now, before))
      return { ...report, state: now.kind === 'absent' || kept === undefined ? 'same' : 'left' }
    await writeContent(file, before)
    if (before.kind !== 'absent') return { ...report, state: 'restored' }
    if (kept?.madeDirectory !== undefined) await removeEmptyDirectories(file, kept.madeDirectory)
    return { ...report, state: 'removed' }
  }

  async #prepare(edit: FileEdit): Promise<Prepared> {
    const now = await readContent(edit.path)
    const kept = this.#kept.get(edit.path)
    const original = kept !== undefined && hashOfContent(now) === kept.written ? kept.original : edit.uninstall(now)
    const next = edit.install(now)
    const madeDirectory = await firstMissingDirectory(edit.path)
    const state = sameContent(now, next) ? 'same' : now.kind === 'absent' ? 'created' : 'changed'
    return { edit, now, original, next, madeDirectory, report: { path: edit.path, what: edit.what, state } }
  }

  async #save(): Promise<void> {
    await mkdir(path.dirname(this.#file), { recursive: true })
    await writeFile(this.#file, JSON.stringify(Object.fromEntries(this.#kept)))
  }
}

interface Prepared {
  readonly edit: FileEdit
  readonly now: Content
  readonly original: Content
  readonly next: Content
  readonly madeDirectory: string | undefined
  readonly report: FileReport
}
