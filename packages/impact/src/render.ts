import type { ImpactReport } from './impact.ts'

export function renderReport({ changes }: ImpactReport): string {
  return changes.files
    .flatMap(({ path, declarations }) => [
      path,
      ...declarations.map((one) => `  ${one.class} ${one.kind} ${one.qualifiedName} ${one.line}-${one.endLine}`),
    ])
    .join('\n')
}
