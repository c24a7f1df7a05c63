import type { CodeMap } from '@groundcrew/code-map'

export const TEMPLATE =
  /\.(?:x?html?|jinja2?|j2|erb|rhtml|haml|slim|hbs|handlebars|mustache|ejs|pug|njk|liquid|twig|g?o?tmpl|tpl)$/
/** What stands in a template as code. */
export const TEMPLATE_CODE =
  /\{\{[\s\S]*?\}\}|\{%[\s\S]*?%\}|<%[\s\S]*?%>|\$\{[^}]*\}|\(\w+\)="[^"]*"|\[\w+\]="[^"]*"|\*\w+="[^"]*"/g
/** Languages that are code but for what is marked as text. */
const IS_CODE = /\.(?:haml|slim|pug|erb|rhtml|ejs)$/
const templatesMax = 2000

/** The names in the templates of a code base: what renders them may use any member of that name. */
export function templateWords(map: CodeMap): ReadonlySet<string> {
  const words = new Set<string>()
  let templates = 0
  for (let number = 0; number < map.fileCount && templates < templatesMax; number++) {
    const path = map.pathOf(number)
    if (!TEMPLATE.test(path)) continue
    templates++
    const text = map.read(number)?.source.toString('latin1') ?? ''
    const parts = IS_CODE.test(path) ? [text] : (text.match(TEMPLATE_CODE) ?? [])
    for (const part of parts) for (const [word] of part.matchAll(/[A-Za-z_]\w*[?!]?/g)) words.add(word)
  }
  return words
}
