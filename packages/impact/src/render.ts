import type { ImpactReport } from './impact.ts'

export function renderReport({ changes, tests, total, symbols }: ImpactReport): string {
  return [
    `${tests.length} of ${total} tests, ${symbols} places`,
    ...changes.files.flatMap(({ path, declarations }) => [
      path,
      ...declarations.map((one) => `  ${one.class} ${one.kind} ${one.qualifiedName} ${one.line}-${one.endLine}`),
    ]),
  ].join('\n')
}
