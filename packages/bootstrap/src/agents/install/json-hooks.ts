import { ToolError } from '@groundcrew/core/cli'
import { parse, parseTree, type ParseError } from 'jsonc-parser'
import type { Host, HostEvent, Moment } from '../hosts.ts'
import { entryCommand, isOwnCommand } from './entry-script.ts'
import { insertLast, removeAt } from './json-text.ts'
import { absent, bytesOf, textOf, type Content, type FileEdit } from './file-edit.ts'

/** Seconds that a host gives a hook. */
const secondsByMoment: Readonly<Record<Moment, number>> = {
  'session-start': 15,
  command: 330,
  'command-failed': 15,
  edited: 15,
  stop: 600,
}

const newFileMode = 0o644

/** Our entries among the hooks of a host, in its JSON file with comments, whose other bytes stay as they are. */
export function jsonHooksEdit(host: Host, file: string): FileEdit {
  return {
    path: file,
    what: `${host.name} hooks`,
    install: (before) => {
      const { mark, text } = splitMark(before.kind === 'file' ? textOf(before.text) : '')
      if (before.kind === 'file' && hasThem(text, host)) return before
      const mode = before.kind === 'file' ? before.mode : newFileMode
      const bare = withoutHooks(isBlank(text) ? `${text}${JSON.stringify(host.preamble, undefined, 2)}\n` : text, host)
      const hooked = addHooks(bare, host)
      return { kind: 'file', text: bytesOf(mark + (isOnlyOurs(bare, host) ? laidOut(hooked) : hooked)), mode }
    },
    uninstall: (now) => uninstallFrom(now, host),
  }
}

function uninstallFrom(now: Content, host: Host): Content {
  if (now.kind !== 'file' || !isOwnCommand(now.text)) return now
  const { mark, text: found } = splitMark(textOf(now.text))
  const text = withoutHooks(found, host)
  return isOnlyOurs(text, host) ? absent : { ...now, text: bytesOf(mark + text) }
}

/** Some editors put a byte order mark in front. */
function splitMark(text: string): { readonly mark: string; readonly text: string } {
  return text.startsWith('\uFEFF') ? { mark: '\uFEFF', text: text.slice(1) } : { mark: '', text }
}

/** Nothing, or nothing but comments: hosts take it for a file without settings. */
function isBlank(text: string): boolean {
  return parseTree(text, []) === undefined
}

/** Whether our entries are there as they should be, wherever somebody has put them. */
function hasThem(text: string, host: Host): boolean {
  if (isBlank(text)) return false
  const events = eventsOf(text, host)
  const found = Object.entries(events).flatMap(([name, entries]) =>
    Array.isArray(entries) ? entries.filter(isOwnEntry).map((entry) => JSON.stringify([name, entry])) : [],
  )
  const wanted = wantedEntries(host).map(({ event, entry }) => JSON.stringify([event.name, entry]))
  return JSON.stringify(found.sort()) === JSON.stringify(wanted.sort())
}

function wantedEntries(host: Host): readonly { readonly event: HostEvent; readonly entry: object }[] {
  return Object.entries(host.events).map(([moment, event]) => ({
    event,
    entry: host.entry(event, entryCommand(host.name, moment as Moment), secondsByMoment[moment as Moment]),
  }))
}

/** Whether nobody else has written anything into a file that is without our hooks. */
function isOnlyOurs(text: string, host: Host): boolean {
  return Object.keys(readJson(text, host.file)).every((key) => key in host.preamble) && !/\/[/*]/.test(text)
}

function laidOut(text: string): string {
  return `${JSON.stringify(JSON.parse(text), undefined, 2)}\n`
}

function addHooks(text: string, host: Host): string {
  let edited = 'hooks' in readJson(text, host.file) ? text : insertLast(text, [], { key: 'hooks', value: {} })
  for (const { event, entry: value } of wantedEntries(host)) {
    const isThere = Array.isArray(eventsOf(edited, host)[event.name])
    edited = isThere
      ? insertLast(edited, ['hooks', event.name], { value })
      : insertLast(edited, ['hooks'], { key: event.name, value: [value] })
  }
  return edited
}

/** Also takes away the lists and the table that are empty then. */
function withoutHooks(text: string, host: Host): string {
  let edited = text
  for (const [name, entries] of Object.entries(eventsOf(text, host))) {
    if (!Array.isArray(entries)) continue
    const own = entries.flatMap((entry, index) => (isOwnEntry(entry) ? [index] : []))
    if (own.length > 0 && own.length === entries.length) edited = removeAt(edited, ['hooks', name])
    else for (const index of own.reverse()) edited = removeAt(edited, ['hooks', name, index])
  }
  const isEmptied = edited !== text && Object.keys(eventsOf(edited, host)).length === 0
  return isEmptied ? removeAt(edited, ['hooks']) : edited
}

function isOwnEntry(entry: unknown): boolean {
  return isOwnCommand(JSON.stringify(entry))
}

/** @throws ToolError BAD_JSON */
function eventsOf(text: string, host: Host): Readonly<Record<string, unknown>> {
  const { hooks } = readJson(text, host.file)
  if (hooks === undefined) return {}
  if (isTable(hooks)) return hooks
  throw badJson(host.file, '"hooks" is no table')
}

function readJson(text: string, file: string): Readonly<Record<string, unknown>> {
  const errors: ParseError[] = []
  const value: unknown = parse(text, errors, { allowTrailingComma: true })
  const [error] = errors
  if (error !== undefined) throw badJson(file, `not JSON at line ${text.slice(0, error.offset).split('\n').length}`)
  if (!isTable(value)) throw badJson(file, 'no table at the top')
  return value
}

function badJson(file: string, what: string): ToolError {
  return new ToolError('BAD_JSON', `${file}: ${what}`, { hint: `mend ${file}; it was not touched` })
}

function isTable(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
