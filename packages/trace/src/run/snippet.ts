import { existsSync } from 'node:fs'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { ToolError, usageError, type Io } from '@groundcrew/core/cli'
import { findProgram } from '@groundcrew/core/process'
import type { CommandWords, Language } from './words.ts'

interface CallTarget {
  /** `FILE#FUNCTION`. */
  readonly target: string
  /** A JSON list. */
  readonly args: string | undefined
}

/** The command that evaluates an expression, awaits it, and prints its value unless it is undefined. */
export async function expressionCommand(io: Io, expression: string, language: Language): Promise<CommandWords> {
  if (expression.trim() === '') throw usageError('the expression is empty', `trace run --expr 'heavy(10)'`)
  const title = `--expr ${expression.trim().replaceAll(/\s+/g, ' ')}`
  if (language === 'python') return [await findPython(io), '-c', `# ${title}\n${pythonExpression}`, expression]
  return scriptCommand(io, { language, title, promise: `(async () => (${expression}\n))()` })
}

/**
 * The command that calls one function of a module. The language is that of the file.
 *
 * @throws ToolError USAGE, NO_SUCH_FILE.
 */
export async function callCommand(io: Io, { target, args = '[]' }: CallTarget): Promise<CommandWords> {
  const match = /^(.+)#([^#]+)$/.exec(target)
  const [, file = '', name = ''] = match ?? []
  if (match === null) throw usageError(`--call '${target}' is not FILE#FUNCTION`, 'such as --call src/parse.js#parse')
  const absolute = path.resolve(io.cwd, file)
  if (!existsSync(absolute)) {
    throw new ToolError('NO_SUCH_FILE', `there is no file ${file}`, { hint: 'give a path from here', exitCode: 2 })
  }
  const json = JSON.stringify(readArguments(args))
  const title = `--call ${target}`
  if (file.endsWith('.py')) return [await findPython(io), '-c', `# ${title}\n${pythonCall}`, absolute, name, json]
  const language = /\.[cm]?tsx?$/.test(file) ? 'ts' : 'js'
  const url = JSON.stringify(pathToFileURL(absolute).href)
  const words = JSON.stringify(name.split('.'))
  return scriptCommand(io, {
    language,
    title,
    promise: `import(${url}).then((module) => {
  const words = ${words}, find = (from) => words.reduce(([, at], word) => [at, at?.[word]], [undefined, from])
  let [owner, found] = [module, module.default].map(find).find(([, at]) => typeof at === 'function') ?? []
  if (found === undefined && words.length > 1) {
    const [method, type] = [words.at(-1), words.slice(0, -1).reduce((at, word) => at?.[word], { ...module.default, ...module })]
    if (typeof type?.prototype?.[method] === 'function') [owner, found] = [new type(), type.prototype[method]]
  }
  if (found === undefined) {
    const names = [...new Set([...Object.entries(module), ...Object.entries(module.default ?? {})].filter(([, at]) => typeof at === 'function').map(([name]) => name))]
    console.error(${JSON.stringify(`trace: ${file} exports no function '${name}'`)})
    console.error(names.length === 0 ? 'hint: it exports no function at all' : 'hint: it exports ' + names.slice(0, ${namesMax}).join(', ') + (names.length > ${namesMax} ? ', …' : ''))
    process.exit(1)
  }
  return found.apply(owner, ${json})
})`,
  })
}

/** Of a module, when another one was asked for. */
const namesMax = 20

function readArguments(text: string): readonly unknown[] {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    throw usageError(`--args is no JSON: ${(error as Error).message}`, `write a list, such as --args '[10, "a"]'`)
  }
  if (!Array.isArray(value)) throw usageError('--args is no JSON list', `write a list, such as --args '[${text}]'`)
  return value
}

interface Snippet {
  readonly language: 'js' | 'ts'
  /** What a reader of the process list is told. */
  readonly title: string
  readonly promise: string
}

/** A snippet has the same names as a line of the REPL: `require` and `import()` from the current directory. */
async function scriptCommand(io: Io, { language, title, promise }: Snippet): Promise<CommandWords> {
  const comment = `/* ${title.replaceAll('*/', '* /')} */`
  const code = `${comment} ${promise}.then((value) => { if (value !== undefined) console.log(value) })`
  if (language === 'js') return ['node', '-e', code]
  return [await findTypeScriptRunner(io), '-e', code]
}

/** Node before 22.18 does not run TypeScript by itself, and no Node runs all of it: the repository's own tsx does. */
async function findTypeScriptRunner(io: Io): Promise<string> {
  for (let directory = io.cwd; ; directory = path.dirname(directory)) {
    const program = path.join(directory, 'node_modules', '.bin', 'tsx')
    if (existsSync(program)) return program
    if (path.dirname(directory) === directory) break
  }
  const program = await findProgram('tsx', { env: io.env, cwd: io.cwd })
  if (program !== undefined) return program
  throw new ToolError('NO_TYPESCRIPT', 'TypeScript is run by tsx, which is not installed here', {
    hint: 'npm install --save-dev tsx',
  })
}

export async function findPython(io: Io): Promise<string> {
  for (let directory = io.cwd; ; directory = path.dirname(directory)) {
    const program = path.join(directory, '.venv', 'bin', 'python')
    if (existsSync(program)) return program
    if (path.dirname(directory) === directory) break
  }
  return (await findProgram('python3', { env: io.env, cwd: io.cwd })) === undefined ? 'python' : 'python3'
}

/** A name that is nothing else is the module of that name. */
const pythonExpression = `import asyncio, builtins, importlib, inspect, sys
class Names(dict):
    def __missing__(self, name):
        if hasattr(builtins, name): raise KeyError(name)
        try: return importlib.import_module(name)
        except ModuleNotFoundError: raise KeyError(name) from None
value = eval(sys.argv[1], {'__name__': '__main__'}, Names())
if inspect.iscoroutine(value): value = asyncio.run(value)
if value is not None: print(value)
`

const pythonCall = `import asyncio, functools, importlib.util, inspect, json, os, sys
file, name, arguments = sys.argv[1:4]
sys.path.insert(0, os.path.dirname(file))
spec = importlib.util.spec_from_file_location(os.path.splitext(os.path.basename(file))[0], file)
module = importlib.util.module_from_spec(spec)
sys.modules[spec.name] = module
spec.loader.exec_module(module)
*owners, last = name.split('.')
try:
    owner = functools.reduce(getattr, owners, module)
    function = getattr(owner, last)
except AttributeError:
    names = [key for key, at in vars(module).items() if callable(at) and getattr(at, '__module__', None) == module.__name__]
    print(f"trace: {file} has no function '{name}'", file=sys.stderr)
    sys.exit('hint: it has ' + (', '.join(names[:20]) or 'no function at all'))
if inspect.isclass(owner) and not isinstance(inspect.getattr_static(owner, last), (staticmethod, classmethod)):
    function = getattr(owner(), last)
value = function(*json.loads(arguments))
if inspect.iscoroutine(value): value = asyncio.run(value)
if value is not None: print(value)
`
