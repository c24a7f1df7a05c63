/** Kinds of nodes that may stand in parentheses, besides those that end in `_expression`. */
const expressionKinds: ReadonlySet<string> = new Set([
  'identifier',
  'string',
  'template_string',
  'number',
  'regex',
  'true',
  'false',
  'null',
  'undefined',
  'this',
  'array',
  'object',
  'arrow_function',
  'class',
])

export function isExpressionKind(kind: string): boolean {
  return kind.endsWith('_expression') || expressionKinds.has(kind)
}
