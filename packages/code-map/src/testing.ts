import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { CodeMap } from './code-map.ts'
import type { FileFacts } from './facts.ts'

/** A git repository in a temporary directory, for tests. */
export class TestRepository implements Disposable {
  readonly home = realpathSync(mkdtempSync(path.join(tmpdir(), 'code-map-')))
  readonly root = path.join(this.home, 'repo')
  readonly notes: string[] = []

  constructor(files: Readonly<Record<string, string | Buffer>> = {}) {
    mkdirSync(this.root)
    this.git('init', '--quiet', '--initial-branch', 'main')
    this.write(files)
  }

  get env(): NodeJS.ProcessEnv {
    return {
      ...cleanEnvironment,
      HOME: this.home,
      GIT_CONFIG_NOSYSTEM: '1',
      XDG_STATE_HOME: path.join(this.home, 'state'),
    }
  }

  git(...args: readonly string[]): string {
    const identity = ['-c', 'user.name=t', '-c', 'user.email=t@example.org', '-c', 'commit.gpgsign=false']
    return execFileSync('git', [...identity, ...args], { cwd: this.root, env: this.env, encoding: 'utf8' })
  }

  path(...parts: readonly string[]): string {
    return path.join(this.root, ...parts)
  }

  write(files: Readonly<Record<string, string | Buffer>>): void {
    for (const [name, content] of Object.entries(files)) {
      mkdirSync(path.dirname(this.path(name)), { recursive: true })
      writeFileSync(this.path(name), content)
    }
  }

  /** Opens the map; `notes` gets its remarks. The clock is ahead, so that files written just now count as settled. */
  open(cwd = this.root, now = () => Date.now() + SETTLED_MS): Promise<CodeMap> {
    return CodeMap.open({ cwd, env: this.env, now, note: (text) => this.notes.push(text) })
  }

  ask<T>(question: (map: CodeMap) => T | Promise<T>): Promise<T> {
    const now = (): number => Date.now() + SETTLED_MS
    return CodeMap.ask({ cwd: this.root, env: this.env, now, note: (text) => this.notes.push(text) }, question)
  }

  [Symbol.dispose](): void {
    rmSync(this.home, { recursive: true, force: true })
  }
}

const SETTLED_MS = 1000

const cleanEnvironment = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('GIT_')))

/** The paths of all files. */
export function paths(map: CodeMap): string[] {
  return [...map.files()].map((file) => file.path)
}

/** The names of all symbols, file by file. */
export function names(map: CodeMap): string[] {
  return [...map.files()].flatMap((file) => map.symbols(file.number).map((symbol) => symbol.name))
}

/** `line kind Qualified.name` of each symbol, with a `+` for what is exported, then `line kind: specifier` of each import. */
export function outlineOf({ symbols, imports }: FileFacts): string[] {
  const scope = (parent: number): string =>
    symbols[parent] === undefined ? '' : `${scope(symbols[parent].parent)}${symbols[parent].name}.`
  return [
    ...symbols.map(
      (symbol) => `${symbol.line} ${symbol.kind} ${scope(symbol.parent)}${symbol.name}${symbol.isExported ? ' +' : ''}`,
    ),
    ...imports.map(({ line, kind, specifier }) => `${line} ${kind}: ${specifier}`),
  ]
}
