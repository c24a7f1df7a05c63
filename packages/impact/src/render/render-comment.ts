import { count } from '@groundcrew/core/text'
import { reachedPlaces } from '../affected/reached.ts'
import type { ImpactReport } from '../impact.ts'
import { code, plain, renderDocument, type Table } from './documents/markdown.ts'
import { changedRows, nextCommand, verdict } from './render-text.ts'

const rowsMax = 30

/** Markdown for a comment on a pull request, of a length that GitHub takes. */
export function renderComment(report: ImpactReport, call: string): string {
  const { changes, risk, owners } = report
  const head = [`**${plain(verdict(report))}**`, ...changes.notes.map((note) => `\n${plain(note)}`)]
  const end = [
    ...owners.owners
      .slice(0, rowsMax)
      .map(({ owner, files }) => `- owner ${code(owner)}: ${count(files.length, 'changed file')}`),
    ...risk.map(({ component, text }) => `- risk, ${component}: ${plain(text)}`),
    '',
    `Next: ${code(nextCommand(report, call))}`,
  ]
  return renderDocument(head, tablesOf(report), { end: changes.files.length === 0 ? end.slice(-1) : end, rowsMax })
}

function tablesOf(report: ImpactReport): readonly Table[] {
  const { changes, tests, missing, endpoints, widenings, docs } = report
  return [
    {
      title: 'Changed',
      columns: ['where', 'how', 'what'],
      rows: changedRows(changes).map(([where, how, what]) => [code(where), how, what === '' ? '' : code(what)]),
      what: 'changed place',
    },
    {
      title: 'Tests, most likely to fail first',
      columns: ['test', 'tier', 'why'],
      rows: tests.selected.map(({ path, tier, reason }) => [code(path), tier, plain(reason)]),
      what: 'test',
    },
    {
      title: 'Endpoints',
      columns: ['endpoint', 'change', 'where'],
      rows: endpoints.map(({ change, endpoint, path, line }) => [code(endpoint), change, code(`${path}:${line}`)]),
      what: 'endpoint',
    },
    {
      title: 'Changed without what usually changes with it',
      columns: ['missing', 'changed', 'together'],
      rows: missing.map((one) => [code(one.missing), code(one.path), `${one.together} of ${one.commits} past commits`]),
      what: 'file',
    },
    {
      title: 'Reached, nearest first',
      columns: ['where', 'what', 'steps'],
      rows: reachedPlaces(report).map(({ path, line, name, distance }) => [
        code(line === undefined ? path : `${path}:${line}`),
        name === '' ? '' : code(name),
        `${distance}`,
      ]),
      what: 'place',
      isFolded: true,
    },
    {
      title: 'Documents that name it',
      columns: ['where', 'name'],
      rows: docs.map(({ path, line, name }) => [code(`${path}:${line}`), code(name)]),
      what: 'place',
      isFolded: true,
    },
    {
      title: 'Rules that reach further than imports',
      columns: ['file', 'rule', 'what it reaches'],
      rows: widenings.map(({ rule, path, text }) => [code(path), rule, plain(text)]),
      what: 'rule',
      isFolded: true,
    },
  ]
}
