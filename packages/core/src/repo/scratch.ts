import { createHash } from 'node:crypto'
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { deflateSync } from 'node:zlib'
import type { Environment } from '../process/index.ts'
import type { Repository } from './repository.ts'

/**
 * A repository seen with an object store of its own on top: git reads everything as before, and what it writes goes to a temporary
 * directory. Hooks do not run, and no index is written but those that are made here. Of an object that the repository has already, git renews
 * the time and writes nothing.
 */
export interface Scratch {
  readonly directory: string
  /** The same for any work tree of the clone. */
  over(repository: Repository): Repository
  /** A copy of the work tree's index, as a file that git may write. */
  copyIndex(repository: Repository): string
  /** Does what `git commit-tree` does, without starting it, and returns the commit's name. */
  writeCommit(commit: ScratchCommit): string
  remove(): void
}

export interface ScratchCommit {
  readonly tree: string
  readonly parents: readonly string[]
  readonly message: string
}

/** Makes the temporary directory; `remove` takes it away. */
export function openScratch(repository: Repository): Scratch {
  return openScratchIn(realpathSync(mkdtempSync(join(tmpdir(), 'groundcrew-merge-'))), repository)
}

/** The same in a directory of the caller's, which may be a git directory: its `objects` are the store. */
export function openScratchIn(directory: string, { commonDir, git }: Repository): Scratch {
  const objects = join(directory, 'objects')
  mkdirSync(objects, { recursive: true })
  const variables = objectVariables(git.env, { objects, shared: join(commonDir, 'objects') })
  let indexes = 0
  return {
    directory,
    over: (repository) => withEnvironment(repository, { ...repository.git.env, ...variables }),
    copyIndex: (repository) => {
      indexes += 1
      const file = join(directory, `index-${indexes}`)
      copyIndex(indexFile(repository), file)
      return file
    },
    writeCommit: (commit) => writeObject(objects, commit),
    remove: () => rmSync(directory, { recursive: true, force: true }),
  }
}

/** The same repository with other variables for git. */
export function withEnvironment(repository: Repository, env: Environment): Repository {
  return Object.defineProperty({ ...repository }, 'git', {
    value: { cwd: repository.git.cwd, env },
    enumerable: false,
  })
}

function objectVariables(
  env: Environment,
  { objects, shared }: { readonly objects: string; readonly shared: string },
): Environment {
  const { GIT_OBJECT_DIRECTORY: given, GIT_ALTERNATE_OBJECT_DIRECTORIES: others } = env
  return {
    ...settingVariables(env),
    GIT_OBJECT_DIRECTORY: objects,
    GIT_ALTERNATE_OBJECT_DIRECTORIES: [quoteDirectory(given ?? shared), ...(others === undefined ? [] : [others])].join(
      ':',
    ),
    GIT_AUTHOR_NAME: author.name,
    GIT_AUTHOR_EMAIL: author.email,
    GIT_AUTHOR_DATE: author.date,
    GIT_COMMITTER_NAME: author.name,
    GIT_COMMITTER_EMAIL: author.email,
    GIT_COMMITTER_DATE: author.date,
  }
}

/** The same commit for the same work. */
const author = { name: 'groundcrew', email: 'groundcrew@localhost', date: '1700000000 +0000' } as const

/** A loose object, as gitformat-pack(5) and gitrepository-layout(5) have it; the length of a name tells its hash function. */
function writeObject(objects: string, { tree, parents, message }: ScratchCommit): string {
  const { name, email, date } = author
  const by = `${name} <${email}> ${date}`
  const heads = [...new Set(parents)].map((parent) => `parent ${parent}\n`)
  const text = `tree ${tree}\n${heads.join('')}author ${by}\ncommitter ${by}\n\n${message}\n`
  const object = Buffer.from(`commit ${Buffer.byteLength(text)}\0${text}`)
  const id = createHash(tree.length === sha256Digits ? 'sha256' : 'sha1')
    .update(object)
    .digest('hex')
  const file = join(objects, id.slice(0, 2), id.slice(2))
  if (!existsSync(file)) {
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, deflateSync(object))
  }
  return id
}

const sha256Digits = 64

/**
 * Settings for writing: no hooks (an index write has one), one whole index file, no work for compression, no refusal over line ends. The
 * filter of Git LFS would store files in the repository, so its files are taken as they are.
 */
const settings: readonly (readonly [key: string, value: string])[] = [
  ['core.hooksPath', '/dev/null'],
  ['core.splitIndex', 'false'],
  ['core.looseCompression', '0'],
  ['core.safecrlf', 'false'],
  ['filter.lfs.process', ''],
  ['filter.lfs.clean', ''],
  ['filter.lfs.required', 'false'],
]

/** As variables, after those that are there already. */
function settingVariables(env: Environment): Environment {
  const first = Number(env['GIT_CONFIG_COUNT'] ?? 0)
  const pairs = settings.flatMap(([key, value], index) => [
    [`GIT_CONFIG_KEY_${first + index}`, key] as const,
    [`GIT_CONFIG_VALUE_${first + index}`, value] as const,
  ])
  return { ...Object.fromEntries(pairs), GIT_CONFIG_COUNT: String(first + settings.length) }
}

/** In a list with colons git takes a name in double quotes for one entry. */
function quoteDirectory(directory: string): string {
  const escaped = directory.replaceAll(/["\\]/g, String.raw`\$&`).replaceAll('\n', String.raw`\n`)
  return `"${escaped}"`
}

function indexFile({ gitDir, root, git }: Repository): string {
  const { GIT_INDEX_FILE: given } = git.env
  return given === undefined ? join(gitDir, 'index') : resolve(root ?? git.cwd, given)
}

/** A work tree without an index has nothing staged: git makes the missing file. */
function copyIndex(from: string, to: string): void {
  try {
    const { atime, mtimeMs } = statSync(from)
    copyFileSync(from, to)
    // git compares contents of the files that are not older than the index. A newer copy would hide a change made right after
    // the index was written; an older one only costs reading.
    utimesSync(to, atime, Math.floor(mtimeMs / 1000))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
  }
}
