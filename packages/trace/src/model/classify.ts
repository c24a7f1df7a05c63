import type { Frame, FrameKind } from './trace.ts'

/** What kind of code a file is, and of which package. */
export function classifyFile(file: string, root: string): Pick<Frame, 'kind' | 'package'> {
  if (file === '') return { kind: 'native' }
  if (file.startsWith('node:') || file.startsWith('<frozen ')) return { kind: 'runtime' }
  const dependency = nodePackage(file) ?? pythonPackage(file)
  if (dependency !== undefined) return { kind: 'dependency', package: dependency }
  if (givenCode.test(file)) return { kind: 'own' }
  if (pythonLibrary.test(file) || file.startsWith('<')) return { kind: 'runtime' }
  if (isWithin(file, root)) return { kind: 'own' }
  return { kind: file.startsWith('/') ? kindOutside(file) : 'own' }
}

/** Code that a command gave to Python itself. */
const givenCode = /^<(?:string|stdin|ipython-input|doctest)/
const pythonLibrary = /\/lib(?:64)?\/python3(?:\.\d+)?\//
const systemDirectories = ['/usr/', '/lib/', '/lib64/', '/opt/', '/bin/', '/sbin/']

/** Code outside of the repository: a script somewhere is the user's own, what the system brought is not. */
function kindOutside(file: string): FrameKind {
  return systemDirectories.some((directory) => file.startsWith(directory)) ? 'runtime' : 'own'
}

/** The innermost package: pnpm's store nests one `node_modules` in another. */
function nodePackage(file: string): string | undefined {
  const index = file.lastIndexOf('/node_modules/')
  if (index === -1) return undefined
  const [scope = '', name] = file.slice(index + '/node_modules/'.length).split('/')
  return scope.startsWith('@') && name !== undefined ? `${scope}/${name}` : scope
}

function pythonPackage(file: string): string | undefined {
  const match = /\/(?:site|dist)-packages\/([^/]+)/.exec(file)
  return match?.[1]?.replace(/\.py$/, '')
}

function isWithin(file: string, directory: string): boolean {
  return file.startsWith(directory.endsWith('/') ? directory : `${directory}/`)
}
