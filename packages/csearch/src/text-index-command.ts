import path from 'node:path'
import type { Place } from '@groundcrew/code-map/place'
import type { TextIndexState } from '@groundcrew/code-map/text-index'
import { command, createProgress, note, ToolError, type Io } from '@groundcrew/core/cli'
import { count, formatBytes } from '@groundcrew/core/text'
import { isUnwritable } from './unwritable.ts'

interface Answer {
  readonly did: 'looked' | 'built' | 'removed'
  readonly root: string
  /** Null: there is no text index. */
  readonly textIndex: TextIndexState | null
}

const flags = {
  build: { kind: 'boolean', description: 'index the text, or bring the index up to date' },
  remove: { kind: 'boolean', description: 'remove the text index of all work trees of the clone' },
} as const

/** The text index: its state, and how to have one. */
export const textIndexCommand = command({
  name: 'index',
  summary: 'the text index, by which a search of a large tree skips files; without flags its state',
  flags,
  async run({ flags: { build, remove } }, io): Promise<Answer> {
    const index = await import('@groundcrew/code-map/text-index')
    const { findPlace } = await import('@groundcrew/code-map/place')
    const place = findPlace(io.cwd, io.env)
    if (remove) index.removeTextIndex(place)
    else if (build) await buildIndex(io, place)
    const textIndex = remove ? null : await describe(io, place)
    return { did: remove ? 'removed' : build ? 'built' : 'looked', root: place.root, textIndex }
  },
  render: ({ did, textIndex }) => {
    if (textIndex === null)
      return `text index: ${did === 'removed' ? 'removed' : 'none; every search reads every file'}\nnext: ${did === 'removed' ? 'csearch PATTERN' : 'csearch PATTERN, or csearch index --build where searches take long (some 15,000 files)'}`
    const { files, textBytes, indexBytes, changed, gone, isBehind } = textIndex
    const share = textBytes === 0 ? 0 : Math.round((indexBytes / textBytes) * 100)
    const size = `${count(files, 'file')}, ${formatBytes(textBytes)}, ${formatBytes(indexBytes)} of index (${share} %)`
    const behind = changed + gone > 0 || isBehind ? `${changed} changed and ${gone} gone since` : 'up to date'
    const remark = textBytes < WORTH_BYTES_MIN ? '; a search of so little text is as fast without it' : ''
    return `text index: ${size}; ${behind}${remark}\nnext: ${isBehind ? 'csearch index --build' : 'csearch PATTERN'}`
  },
})

/** Below this the look at every file's stamp takes as long as the search that it saves (measured: 38 MB no gain, 203 MB some). */
const WORTH_BYTES_MIN = 100_000_000

/** A damaged index is none: it is removed, with a word. */
async function describe(io: Io, place: Place): Promise<TextIndexState | null> {
  const { describeTextIndex, IndexDamage, removeTextIndex } = await import('@groundcrew/code-map/text-index')
  try {
    return describeTextIndex(place) ?? null
  } catch (error) {
    if (!(error instanceof IndexDamage)) throw error
    removeTextIndex(place)
    note(io, `csearch: ${error.message}, and is removed`)
    return null
  }
}

async function buildIndex(io: Io, place: Place): Promise<void> {
  const { takeFileLock } = await import('@groundcrew/core/process')
  const { buildTextIndex } = await import('@groundcrew/code-map/text-index')
  const { searchedTree } = await import('./searched-tree.ts')
  try {
    const lock = await takeFileLock(path.join(place.indexDirectory, 'text.lock'), {
      signal: io.signal,
      onWait: ({ pid }) => note(io, `csearch: waiting for process ${pid}, which builds the index`),
    })
    const progress = createProgress(io)
    const onProgress = (done: number, total: number): void => progress.update(`reading files: ${done} of ${total}`)
    try {
      await buildTextIndex(place, { now: io.now, signal: io.signal, list: () => searchedTree(io, place), onProgress })
    } finally {
      progress.clear()
      lock.release()
    }
  } catch (error) {
    if (!isUnwritable(error)) throw error
    const { code } = error as NodeJS.ErrnoException
    throw new ToolError('NOT_WRITABLE', `the text index cannot be written to ${place.indexDirectory} (${code})`, {
      hint: 'csearch PATTERN works without it',
      cause: error,
    })
  }
}
