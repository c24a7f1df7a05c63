import { usageError } from '../cli/index.ts'
import type { TaskReference } from './queries.ts'

interface FieldValues {
  readonly text: string
  readonly integer: number
  readonly flag: boolean
  readonly reference: TaskReference
  readonly references: readonly TaskReference[]
  readonly texts: readonly string[]
  readonly items: readonly unknown[]
}

type FieldType = keyof FieldValues

/** The fields of a request by name; `!` marks the ones it cannot do without. */
export type Shape = Readonly<Record<string, FieldType | `${FieldType}!`>>

type RequiredNames<S extends Shape> = { [Name in keyof S]: S[Name] extends `${string}!` ? Name : never }[keyof S]
type ValueOf<F> = F extends `${infer T extends FieldType}!`
  ? FieldValues[T]
  : F extends FieldType
    ? FieldValues[F]
    : never

export type RequestOf<S extends Shape> = {
  readonly [Name in RequiredNames<S>]: ValueOf<S[Name]>
} & { readonly [Name in Exclude<keyof S, RequiredNames<S>>]?: ValueOf<S[Name]> | undefined }

/** No text of a task is longer: it would not fit into anybody's context either. */
const TEXT_CHARS_MAX = 100_000
const LIST_LENGTH_MAX = 10_000

/** Reads a request from the outside. Throws a usage error that names the field; unknown fields are errors, not ignored. */
export function parseRequest<S extends Shape>(verb: string, shape: S, input: unknown): RequestOf<S> {
  if (typeof input !== 'object' || input === null || Array.isArray(input))
    throw usageError(`${verb}: expected an object of fields`)
  const request: Record<string, unknown> = {}
  for (const [name, value] of Object.entries(input)) {
    const field = shape[name]
    if (field === undefined)
      throw usageError(`${verb}: unknown field ${JSON.stringify(name)}`, `fields: ${Object.keys(shape).join(', ')}`)
    if (value === undefined || value === null) continue
    request[name] = parseField(`${verb}: ${name}`, field.replace('!', '') as FieldType, value)
  }
  for (const [name, field] of Object.entries(shape)) {
    if (field.endsWith('!') && request[name] === undefined) throw usageError(`${verb}: ${name} is missing`)
  }
  return request as RequestOf<S>
}

function parseField(label: string, type: FieldType, value: unknown): unknown {
  switch (type) {
    case 'text':
      return parseText(label, value)
    case 'integer':
      if (Number.isSafeInteger(value)) return value
      throw usageError(`${label} must be a whole number, not ${JSON.stringify(value)}`)
    case 'flag':
      if (typeof value === 'boolean') return value
      throw usageError(`${label} must be true or false, not ${JSON.stringify(value)}`)
    case 'reference':
      return parseReference(label, value)
    case 'references':
      return parseList(label, value).map((one) => parseReference(label, one))
    case 'texts':
      return parseList(label, value).map((one) => parseText(label, one))
    case 'items':
      return parseList(label, value)
  }
}

function parseText(label: string, value: unknown): string {
  if (typeof value !== 'string') throw usageError(`${label} must be text, not ${JSON.stringify(value)}`)
  if (value.length > TEXT_CHARS_MAX) throw usageError(`${label} is longer than ${TEXT_CHARS_MAX} characters`)
  return value
}

function parseReference(label: string, value: unknown): TaskReference {
  if (typeof value === 'number' && Number.isSafeInteger(value) && value > 0) return value
  if (typeof value === 'string' && value.trim() !== '') return value.trim()
  throw usageError(`${label} must be a task id, not ${JSON.stringify(value)}`)
}

function parseList(label: string, value: unknown): readonly unknown[] {
  const list: readonly unknown[] = Array.isArray(value) ? value : [value]
  if (list.length > LIST_LENGTH_MAX) throw usageError(`${label} has more than ${LIST_LENGTH_MAX} entries`)
  return list
}
