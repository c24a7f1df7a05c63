import type { Extractor, Finding, Log } from '../extractor.ts'
import { firstOwn, joinLines, parsePlace, stackPlace, testCounts } from '../reading.ts'

/** The service messages that many runners print for TeamCity: `##teamcity[testFailed name='…' message='…' details='…']`. */
export const teamcity: Extractor = {
  name: 'teamcity',
  phase: 'runner',
  signs: ['##teamcity['],
  extract: (log) => {
    const count = (kind: string): number => log.lines.filter((line) => line.startsWith(`##teamcity[${kind} `)).length
    const [finished, failed, skipped] = [count('testFinished'), count('testFailed'), count('testIgnored')]
    const tests = testCounts(Math.max(0, finished - failed - skipped), failed, skipped)
    // PHPUnit and others count beside it.
    const isCounted = finished + failed === 0 || log.lines.some((line) => /^(?:Tests: |OK \()/.test(line))
    return { findings: readFailures(log), ...(isCounted ? {} : { tests }) }
  },
}

function readFailures(log: Log): Finding[] {
  return log.lines.flatMap((line, index): Finding[] => {
    if (!line.startsWith('##teamcity[testFailed ')) return []
    const fields = new Map(
      [...line.matchAll(/(\w+)='((?:\|.|[^'|])*)'/g)].map(([, key = '', text = '']) => [key, plain(text)]),
    )
    const details = (fields.get('details') ?? '').split('\n')
    const places = details.map((text) => stackPlace(text) ?? parsePlace(text))
    return [
      {
        tool: 'teamcity',
        kind: 'test',
        test: fields.get('name'),
        message: joinLines((fields.get('message') ?? '').split('\n').slice(0, 4)),
        index,
        place: firstOwn(log, places),
      },
    ]
  })
}

const escapes: Readonly<Record<string, string>> = { n: '\n', r: '' }

function plain(text: string): string {
  return text.replaceAll(/\|(.)/g, (_, sign: string) => escapes[sign] ?? sign)
}
