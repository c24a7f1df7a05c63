import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { PassThrough } from 'node:stream'
import { CodeMap } from '@groundcrew/code-map'
import type { Io } from '@groundcrew/core/cli'
import { search, type SearchReport } from './csearch.ts'
import type { SearchOptions } from './search-options.ts'

/** A repository to search, in a directory of its own. */
export class Rig implements Disposable {
  readonly root = realpathSync(mkdtempSync(path.join(tmpdir(), 'csearch-')))

  constructor(files: Readonly<Record<string, string | Buffer>> = {}) {
    execFileSync('git', ['init', '--quiet'], { cwd: this.root })
    this.write(files)
  }

  write(files: Readonly<Record<string, string | Buffer>>): void {
    for (const [name, content] of Object.entries(files)) {
      mkdirSync(path.dirname(path.join(this.root, name)), { recursive: true })
      writeFileSync(path.join(this.root, name), content)
    }
  }

  get io(): Io {
    const { signal } = new AbortController()
    return {
      stdin: new PassThrough(),
      stdout: new PassThrough(),
      stderr: new PassThrough(),
      cwd: this.root,
      env: process.env,
      now: Date.now,
      signal,
    }
  }

  map = (): Promise<CodeMap> => CodeMap.open({ cwd: this.root, env: process.env, now: Date.now, note: () => {} })

  readonly defaults = {
    paths: [],
    ripgrepOptions: [],
    changed: undefined,
    tokenKinds: [],
    inSymbol: undefined,
    isRanked: false,
    isEnclosing: false,
    limit: undefined,
    pathPrefix: undefined,
    budget: undefined,
    indexUse: 'always' as const,
    isQuiet: false,
  }

  search(pattern: string, options: Partial<SearchOptions> = {}): Promise<SearchReport> {
    return search(this.io, { ...this.defaults, patterns: [pattern], ...options }, this.map)
  }

  [Symbol.dispose](): void {
    rmSync(this.root, { recursive: true, force: true })
  }
}

/** How ripgrep prints lines by itself. */
export const lines = {
  layout: 'lines',
  hasLineNumbers: true,
  hasColumns: false,
  isEnclosing: false,
} as const
