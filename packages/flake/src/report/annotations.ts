export interface Annotation {
  readonly level: 'error' | 'warning'
  /** Relative to the root. */
  readonly file: string
  readonly title: string
  readonly message: string
}

/** A workflow command of GitHub Actions, one line (docs.github.com, "Workflow commands"). */
export function renderAnnotation({ level, file, title, message }: Annotation): string {
  return `::${level} file=${escapeProperty(file)},title=${escapeProperty(title)}::${escapeData(message)}`
}

function escapeData(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A')
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C')
}
