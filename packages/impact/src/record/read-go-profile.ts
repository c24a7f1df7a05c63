import { join, relative, sep } from 'node:path'
import type { TestCoverage } from './coverage-store.ts'
import { declarationsOf, readIfThere } from './executed-declarations.ts'
import { toCoverage } from './read-v8.ts'

/** `example.com/shop/cart/cart.go:3.19,5.2 1 4`: a block from line 3 to 5 of one statement, which ran four times. */
const BLOCK = /^(.+\.go):(\d+)\.\d+,(\d+)\.\d+ \d+ (\d+)$/gm

/** What a profile of `go test -coverprofile` says was executed of a module; nothing where there is none: what does not compile has no profile. */
export async function readGoProfile(
  profile: string,
  { module, root }: { readonly module: string; readonly root: string },
): Promise<TestCoverage> {
  const text = (await readIfThere(profile))?.toString('utf8') ?? ''
  const name = /^module\s+"?([^\s"]+)/m.exec((await readIfThere(join(module, 'go.mod')))?.toString('utf8') ?? '')?.[1]
  const lines = new Map<string, number[]>()
  for (const [, file = '', first = '', , runs = ''] of text.matchAll(BLOCK)) {
    if (Number(runs) === 0 || name === undefined || !file.startsWith(`${name}/`)) continue
    const path = relative(root, join(module, file.slice(name.length + 1)))
      .split(sep)
      .join('/')
    lines.set(path, [...(lines.get(path) ?? []), Number(first)])
  }
  const executed = new Map<string, Set<string>>()
  for (const [path, ran] of lines) {
    const declared = await declarationsOf(join(root, path), path)
    const names = declared.filter((unit) => ran.some((line) => line >= unit.line && line <= unit.endLine))
    executed.set(path, new Set(names.map(({ qualifiedName }) => qualifiedName)))
  }
  return toCoverage(executed)
}
