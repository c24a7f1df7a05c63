import { posix } from 'node:path'
import type { ts as TypeScript } from '@ts-morph/common'
import type { TreeTexts } from './tree-texts.ts'

/** What TypeScript sees: the files of a tree at the place of a work tree, whose `node_modules` are those on disk. */
export interface TreeSystem {
  readonly host: Pick<
    TypeScript.CompilerHost,
    'fileExists' | 'readFile' | 'directoryExists' | 'getDirectories' | 'realpath'
  >
  readonly absolute: (path: string) => string
  readonly relative: (file: string) => string
  /** The id of the content of a file of the tree. */
  readonly idOf: (file: string) => string | undefined
}

export function openTreeSystem(
  ts: typeof TypeScript,
  root: string,
  { files, directories, libraries }: TreeTexts & { readonly libraries: ReadonlyMap<string, string> },
): TreeSystem {
  const absolute = (path: string): string => posix.join(root, path)
  const relative = (file: string): string => posix.relative(root, file)
  /** The path in the tree; undefined for what is on disk. */
  const inTree = (file: string): string | undefined =>
    (file === root || file.startsWith(`${root}/`)) && !/\/node_modules(?:\/|$)/.test(file) ? relative(file) : undefined
  const { sys } = ts
  return {
    absolute,
    relative,
    idOf: (file) => files.get(inTree(file) ?? '')?.id,
    host: {
      fileExists: (file) => {
        const path = inTree(file)
        return path === undefined ? libraries.has(file) || sys.fileExists(file) : files.has(path)
      },
      readFile: (file) => {
        const path = inTree(file)
        return path === undefined ? (libraries.get(file) ?? sys.readFile(file)) : files.get(path)?.text
      },
      directoryExists: (file) => {
        const path = inTree(file)
        return path === undefined ? sys.directoryExists(file) : directories.has(path)
      },
      getDirectories: (file) => (inTree(file) === undefined ? sys.getDirectories(file) : []),
      realpath: (file) => (inTree(file) === undefined ? (sys.realpath?.(file) ?? file) : file),
    },
  }
}
