import { readFile } from 'node:fs/promises'
import path from 'node:path'

/** What a repository says of the install scripts of its packages. */
export interface AllowedBuilds {
  readonly allowed: ReadonlySet<string>
  /** Left out on purpose. */
  readonly refused: ReadonlySet<string>
}

/** pnpm: `onlyBuiltDependencies`, `ignoredBuiltDependencies` and `allowBuilds`, in pnpm-workspace.yaml or under `pnpm` in package.json. */
export async function readAllowedBuilds(directory: string): Promise<AllowedBuilds> {
  const files = ['pnpm-workspace.yaml', 'package.json'].map(async (name) =>
    readFile(path.join(directory, name), 'utf8').catch(() => ''),
  )
  const texts = await Promise.all(files)
  const answers = texts.flatMap((text) => [...namesIn(text, 'allowBuilds', true)])
  return {
    allowed: new Set([
      ...texts.flatMap((text) => namesIn(text, 'onlyBuiltDependencies').map(([name]) => name)),
      ...answers.filter(([, value]) => value === 'true').map(([name]) => name),
    ]),
    refused: new Set([
      ...texts.flatMap((text) => namesIn(text, 'ignoredBuiltDependencies').map(([name]) => name)),
      ...answers.filter(([, value]) => value === 'false').map(([name]) => name),
    ]),
  }
}

/** The names of a list or, with their values, of a table: as JSON, or as YAML in either manner. */
function namesIn(text: string, key: string, isTable = false): readonly (readonly [name: string, value: string])[] {
  const block = String.raw`(?:\r?\n(?:[ \t]+[^\n]*|-[^\n]*|[ \t]*#[^\n]*))+`
  const body = new RegExp(String.raw`"?${key}"?:[ \t]*(\[[^\]]*\]|\{[^}]*\}|${block})`).exec(text)?.[1]
  if (body === undefined) return []
  const entry = isTable
    ? /["']?((?:@[\w.-]+\/)?[\w.-]+)(?:@[^"':\s]*)?["']?\s*:\s*(true|false)\b/g
    : /(?:^|[[,\s]|-\s)["']?((?:@[\w.-]+\/)?[\w.-]+)(?:@[^"'\s,\]]*)?["']?()(?=\s*(?:[,\]\n#]|$))/g
  return [...body.matchAll(entry)].map(([, name = '', value = '']) => [name, value])
}
