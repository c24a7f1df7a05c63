import { baseName, joinPath, parentOf } from '../source/paths.ts'
import { isExamplePlace, isFixturePlace } from '../source/places.ts'
import type { Sources } from '../source/sources.ts'
import type { EnvironmentVariable } from '../types.ts'

const sampleName = /^\.env(?:\.[\w-]+)*\.(?:example|sample|template|dist)$/

/** The variables that `.env.example` and its kind ask for; those that are commented out are optional and left out. */
export function readEnvironmentVariables(sources: Sources): EnvironmentVariable[] {
  return sources.index
    .namedLike(sampleName)
    .filter((file) => !isFixturePlace(parentOf(file)) && !isExamplePlace(parentOf(file)))
    .flatMap((file) => readSample(sources, file))
}

function readSample(sources: Sources, file: string): EnvironmentVariable[] {
  const target = joinPath(parentOf(file), baseName(file).replace(/\.\w+$/, ''))
  const variables = new Map<string, EnvironmentVariable>()
  let openQuote: string | undefined
  for (const [index, raw] of sources.lines(file).entries()) {
    if (openQuote !== undefined) {
      if (raw.includes(openQuote)) openQuote = undefined
      continue
    }
    const match = /^\s*(?:export\s+)?([A-Za-z_][\w.-]*)\s*=\s*(.*)$/.exec(raw)
    if (match === null) continue
    const [, name = '', written = ''] = match
    const { value, isOpen } = readValue(written)
    if (isOpen) openQuote = written[0]
    if (variables.has(name)) continue
    const evidence = { file, line: index + 1 }
    variables.set(name, {
      name,
      hasDefault: isOpen || isRealValue(value),
      isSecret: isSecretName(name) && !nothing.test(value),
      target,
      evidence,
    })
  }
  return [...variables.values()]
}

function readValue(written: string): { readonly value: string; readonly isOpen: boolean } {
  const quote = written[0]
  if (quote === '"' || quote === "'") {
    const end = written.indexOf(quote, 1)
    return end < 0 ? { value: written.slice(1), isOpen: true } : { value: written.slice(1, end), isOpen: false }
  }
  return { value: written.replace(/(?:^|\s)#.*$/, '').trim(), isOpen: false }
}

const placeholder =
  /^(?:<.*>|\[.*\]|\{.*\}|x{3,}|\*+|\.{3}|-+|todo|tbd|secret|password|placeholder|.*\.\.\.|.*change[-_ ]?(?:me|this|it).*|.*your[-_ ].*|.*replace[-_ ]?(?:me|with|this).*|(?:put|insert|enter|add|paste)[-_ ].*)$/i

function isRealValue(value: string): boolean {
  return value !== '' && !placeholder.test(value)
}

/** The sample says that there is none. */
const nothing = /^(?:null|none)$/i

const secretName =
  /(?:^|_)(?:KEY|APIKEY|SECRET|TOKEN|PASSWORD|PASSWD|PASSPHRASE|PASS|PWD|CREDENTIALS?|SALT|PAT|DSN)(?:_(?:ID|BASE|BASE64|VALUE))?$/i

/** A public key is made to be shown. */
function isSecretName(name: string): boolean {
  return secretName.test(name) && !/(?:^|_)(?:PUBLIC|PUBLISHABLE|ANON)_/i.test(name)
}
