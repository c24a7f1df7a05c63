import { escapeLine } from '@groundcrew/core/text'
import type { ImpactReport } from '../impact.ts'
import { verdict } from './render-text.ts'

const nodesMax = 60
const rowsMax = 30

/** A Mermaid flowchart of files: the change, then what it reaches, by steps. */
export function renderMermaid({ changes, files, tests }: ImpactReport): string {
  const changed = changes.files.slice(0, nodesMax)
  const reached = files.filter(({ isTypeOnly }) => !isTypeOnly).slice(0, nodesMax)
  const shownTests = tests.selected.slice(0, rowsMax)
  const left =
    changes.files.length + files.length + tests.selected.length - changed.length - reached.length - shownTests.length
  return [
    'flowchart LR',
    ...changed.map(({ path }, index) => `  c${index}["${label(path)}"]:::changed`),
    ...reached.map(({ path }, index) => `  r${index}["${label(path)}"]`),
    ...shownTests.map(({ path }, index) => `  t${index}(["${label(path)}"])`),
    '  change{{change}}',
    ...changed.map((_, index) => `  change --- c${index}`),
    ...reached.map(({ distance }, index) => `  change -->|${distance}| r${index}`),
    ...shownTests.map(({ tier }, index) => `  change -->|${tier}| t${index}`),
    ...(left > 0 ? [`  more["… ${left} more"]`, '  change -.-> more'] : []),
    '  classDef changed stroke-width:3px',
  ].join('\n')
}

function label(path: string): string {
  return escapeLine(path).replaceAll('"', '#quot;')
}

/** Markdown for a comment on a pull request. */
export function renderComment(report: ImpactReport): string {
  const { tests, owners, missing, endpoints, risk, widenings, docs } = report
  const rows = tests.selected.slice(0, rowsMax)
  return [
    `**${cell(verdict(report))}**`,
    '',
    ...(rows.length > 0
      ? [
          '| test | tier | why |',
          '|---|---|---|',
          ...rows.map(({ path, tier, reason }) => `| ${cell(path)} | ${tier} | ${cell(reason)} |`),
          '',
        ]
      : []),
    ...(tests.selected.length > rows.length ? [`… and ${tests.selected.length - rows.length} more tests`, ''] : []),
    ...endpoints.map(
      ({ change, endpoint, path, line }) => `- endpoint ${change}: ${cell(endpoint)} (${cell(path)}:${line})`,
    ),
    ...missing.map(
      (one) =>
        `- ${cell(one.path)} changed without ${cell(one.missing)}: together in ${one.together} of ${one.commits} past commits`,
    ),
    ...owners.owners.map(({ owner, files }) => `- owner ${cell(owner)}: ${files.length} changed files`),
    ...docs.slice(0, rowsMax).map(({ path, line, name }) => `- ${cell(path)}:${line} names ${cell(name)}`),
    ...widenings.map(({ rule, path, text }) => `- rule ${rule}: ${cell(path)}: ${cell(text)}`),
    ...risk.map(({ component, text }) => `- ${component}: ${text}`),
  ].join('\n')
}

/** Nothing in a name can end its cell or mention a person. */
function cell(text: string): string {
  return `\`${escapeLine(text)
    .replaceAll('`', "'")
    .replaceAll('|', String.raw`\|`)}\``
}

/** One page without anything from elsewhere. */
export function renderHtml(report: ImpactReport): string {
  const { changes, tests, symbols, owners, missing, endpoints, widenings, risk } = report
  const section = (title: string, rows: readonly (readonly string[])[]): string =>
    rows.length === 0
      ? ''
      : `<h2>${title} (${rows.length})</h2><table>${rows.map((row) => `<tr>${row.map((one) => `<td>${html(one)}</td>`).join('')}</tr>`).join('\n')}</table>`
  return [
    '<!doctype html><html lang="en"><meta charset="utf-8"><title>impact</title>',
    '<style>body{font:15px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:70rem;padding:0 1rem;color-scheme:light dark}td{padding:.1rem .8rem .1rem 0;vertical-align:top}h2{font-size:1.1rem}</style>',
    `<h1>${html(verdict(report))}</h1>`,
    section(
      'Changed',
      changes.files.flatMap(({ path, status, declarations }) =>
        declarations.length === 0
          ? [[path, status]]
          : declarations.map((one) => [`${path}:${one.line}`, one.class, one.qualifiedName]),
      ),
    ),
    section(
      'Tests',
      tests.selected.map(({ path, tier, score, reason }) => [path, tier, score.total.toFixed(2), reason]),
    ),
    section(
      'Reached',
      symbols.map(({ path, line, name, distance, isTypeOnly }) => [
        `${path}:${line}`,
        name,
        `${distance} steps`,
        isTypeOnly ? 'types alone' : '',
      ]),
    ),
    section(
      'Endpoints',
      endpoints.map(({ change, endpoint, path, line }) => [change, endpoint, `${path}:${line}`]),
    ),
    section(
      'Owners',
      owners.owners.map(({ owner, files, rule }) => [owner, files.join(', '), rule]),
    ),
    section(
      'Missing',
      missing.map((one) => [one.path, one.missing, `together in ${one.together} of ${one.commits} past commits`]),
    ),
    section(
      'Rules',
      widenings.map(({ rule, path, text }) => [rule, path, text]),
    ),
    section(
      'Risk',
      risk.map(({ component, text }) => [component, text]),
    ),
    '</html>',
  ].join('\n')
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

function html(text: string): string {
  return escapeLine(text).replaceAll(/[&<>"']/g, (character) => ENTITIES[character] ?? character)
}
