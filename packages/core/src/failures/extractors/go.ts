import type { Extractor, Finding, Log } from '../extractor.ts'
import { findLines, optionalNumber, takeLines } from '../reading.ts'

const LINE = /^(?:vet: )?(\S[^:]{0,500}\.go):(\d{1,7})(?::(\d{1,7}))?: (.*)$/
const MODULE =
  /^(?:go: |(?=no required module provides package ))(?!downloading |finding |found |extracting |creating |added |upgraded |warning: )(?:([^\s:]{1,300}\.(?:mod|go|work)):(\d{1,7}): )?(.*)$/

/** `go build`, `go vet`, `gofmt` and golangci-lint: `path:line:col: message`. */
export const go: Extractor = {
  name: 'go',
  phase: 'tool',
  signs: [
    '.go:',
    '\ngo: ',
    'go: ',
    'no required module provides',
    'import cycle not allowed',
    'build constraints exclude',
    'found packages ',
  ],
  runners: ['gofmt', 'goimports', 'gofumpt'],
  extract: (log) => ({
    findings: [
      ...readDiagnostics(log),
      ...readModules(log),
      ...readCycles(log),
      ...readConstraints(log),
      ...readMixed(log),
      ...readUnformatted(log),
    ],
  }),
}

function readDiagnostics(log: Log): Finding[] {
  const isLint =
    log.runner.startsWith('golangci') || log.text.includes('golangci-lint') || /^\d+ issues:$/m.test(log.text)
  return findLines(log, LINE, (match, index) => {
    const [, path = '', line, column, text = ''] = match
    if (text.startsWith('too many errors')) return undefined
    const linter = /^(.*) \(([a-z][\w-]{1,30})\)$/.exec(text)
    const isLinted = linter !== null && (isLint || /^\s+\^$/.test(log.lines[index + 2] ?? ''))
    const reasons = takeLines(log, index + 1, (next) => /^\t+\S/.test(next)).slice(0, 3)
    return {
      tool: isLinted ? 'golangci-lint' : 'go',
      kind: 'diagnostic',
      code: isLinted ? linter[2] : undefined,
      message: text,
      index,
      place: { path, line: optionalNumber(line), column: optionalNumber(column) },
      detail: reasons,
    }
  })
}

/** What go says where a module cannot be fetched; its other complaints are about what go.mod and go.sum say. */
const FETCH = /: Get "https?:|: dial tcp|git (?:ls-remote|fetch)|unrecognized import path|no such host|reading https?:/

/** What keeps a module from being built at all: `go: go.mod file not found`, `go: errors parsing go.mod:`. */
function readModules(log: Log): Finding[] {
  return findLines(log, MODULE, (match, index) => ({
    tool: 'go',
    kind: FETCH.test(match[3] ?? '') ? 'install' : 'command',
    message: match[3] ?? '',
    index,
    place: match[1] === undefined ? undefined : { path: match[1], line: optionalNumber(match[2]) },
  }))
}

/** `package a`, below it `imports b`, and at last `imports a: import cycle not allowed`. */
function readCycles(log: Log): Finding[] {
  return findLines(log, /^\s+imports (\S{1,300}): (import cycle not allowed.*)$/, (match, index) => {
    const chain = log.lines.slice(0, index).findLastIndex((line) => /^package \S/.test(line))
    const names = log.lines
      .slice(Math.max(0, chain), index + 1)
      .map((line) => line.replace(/^\s*(?:package|imports) |:.*$/g, ''))
    return { tool: 'go', kind: 'diagnostic', message: `${match[2]}: ${names.slice(0, 12).join(' -> ')}`, index }
  })
}

/** `package ex.test/m/only: build constraints exclude all Go files in /repo/only`. */
function readConstraints(log: Log): Finding[] {
  return findLines(log, /^(?:package )?(\S+): (build constraints exclude all Go files in (\S.*))$/, (match, index) => ({
    tool: 'go',
    kind: 'diagnostic',
    message: `${match[1]}: build constraints exclude all Go files`,
    index,
    place: { path: match[3] ?? '' },
  }))
}

/** `found packages a (a.go) and b (b.go) in /repo`. */
function readMixed(log: Log): Finding[] {
  return findLines(
    log,
    /^(found packages \S+ \(\S+\) and \S+ \((\S+)\)) in (\S.*)$/,
    ([, message = '', file, directory], index) => ({
      tool: 'go',
      kind: 'diagnostic',
      message,
      index,
      place: { path: `${directory}/${file}` },
    }),
  )
}

/** `gofmt -l` prints nothing but names, so the caller has to say that it ran. */
function readUnformatted(log: Log): Finding[] {
  if (!['gofmt', 'goimports', 'gofumpt'].includes(log.runner)) return []
  return findLines(log, /^(\S.{0,500}\.go)$/, (match, index) => ({
    tool: log.runner,
    kind: 'format',
    message: 'not formatted',
    index,
    place: { path: match[1] ?? '' },
  }))
}
