import { count } from '@groundcrew/core/text'
import { reachedPlaces } from '../affected/reached.ts'
import type { ImpactReport } from '../impact.ts'
import { renderPage, type Section } from './documents/page.ts'
import { changedRows, nextCommand, verdict } from './render-text.ts'

/** The report as one page without anything from elsewhere. */
export function renderHtml(report: ImpactReport, call: string): string {
  const { changes, tests } = report
  return renderPage({
    title: 'impact',
    verdict: verdict(report),
    notes: changes.notes,
    next: [[tests.selected.length > 0 ? 'To run the tests:' : 'Next:', nextCommand(report, call)]],
    sections: changes.files.length === 0 ? [] : [...sectionsOf(report), ...sectionsAround(report)],
  })
}

function sectionsOf(report: ImpactReport): readonly Section[] {
  const { changes, tests, packages, entryPoints } = report
  return [
    { title: 'Changed', columns: ['where', 'how', 'what'], rows: changedRows(changes) },
    {
      title: 'Tests, most likely to fail first',
      columns: ['test', 'tier', 'score', 'why'],
      rows: tests.selected.map(({ path, tier, score, reason }) => [path, tier, score.total.toFixed(2), reason]),
      empty: `None of ${count(tests.total, 'test')} is reached.`,
    },
    {
      title: 'Reached, nearest first',
      columns: ['where', 'what', 'distance', ''],
      rows: reachedPlaces(report).map(({ path, line, name, distance, isTypeOnly }) => [
        line === undefined ? path : `${path}:${line}`,
        name,
        count(distance, 'step'),
        isTypeOnly ? 'types alone' : '',
      ]),
      empty: 'Nothing else uses it.',
    },
    {
      title: 'Packages',
      columns: ['package', 'files', ''],
      rows: packages.map(({ name, files, isChanged }) => [
        name,
        count(files, 'file'),
        isChanged ? 'changed' : 'reached',
      ]),
    },
    { title: 'Entry points', columns: ['file'], rows: entryPoints.map((path) => [path]) },
  ]
}

function sectionsAround({ endpoints, owners, missing, docs, widenings, risk }: ImpactReport): readonly Section[] {
  return [
    {
      title: 'Endpoints',
      columns: ['endpoint', 'change', 'where'],
      rows: endpoints.map(({ change, endpoint, path, line }) => [endpoint, change, `${path}:${line}`]),
    },
    {
      title: 'Changed without what usually changes with it',
      columns: ['missing', 'changed', 'together'],
      rows: missing.map((one) => [one.missing, one.path, `${one.together} of ${one.commits} past commits`]),
    },
    {
      title: 'Owners',
      columns: ['owner', 'changed files', 'rule'],
      rows: owners.owners.map(({ owner, files, rule }) => [owner, files.join(', '), rule]),
    },
    {
      title: 'Lately changed by',
      columns: ['author', 'commits'],
      rows: owners.authors.map(({ author, commits }) => [author, `${commits}`]),
    },
    {
      title: 'Documents that name it',
      columns: ['where', 'name'],
      rows: docs.map(({ path, line, name }) => [`${path}:${line}`, name]),
    },
    {
      title: 'Rules that reach further than imports',
      columns: ['file', 'rule', 'what it reaches'],
      rows: widenings.map(({ rule, path, text }) => [path, rule, text]),
    },
    {
      title: 'Risk',
      columns: ['component', 'fact'],
      rows: risk.map(({ component, text }) => [component, text]),
    },
  ]
}
