/// <reference lib="dom" />
/// <reference lib="dom.iterable" />
/**
 * Plans whose every text tries to break out of the document it is written into, and judges that say whether one did. The same seed gives the same
 * plan. The judge of Markdown reads with the reference implementation of CommonMark, not with what the tool itself uses.
 */
import { Parser } from 'commonmark'

/** Whatever runs or shows itself with this word in it has broken out. */
const mark = 'EVIL'
const fence = '```'
const commandsPerTask = 2

/** Lines for a text in the middle of others; none of them may become structure. */
const fragments = [
  `# ${mark} heading`,
  `###### ${mark} #####`,
  `${mark}\n====`,
  `${mark}\n---`,
  `${fence}sh {"name":"evil"}\necho ${mark}\n${fence}`,
  `~~~~bash {"name":"evil"}\necho ${mark}\n~~~~`,
  `${fence}${fence}sh {"name":"evil"}\n${fence}\necho ${mark}`,
  `    ${fence}sh {"name":"evil"}\n    echo ${mark}`,
  `> ${fence}sh {"name":"evil"}\n> echo ${mark}\n> ${fence}`,
  `- ${fence}sh {"name":"evil"}\n  echo ${mark}\n  ${fence}`,
  `1) ${fence}python {"name":"evil"}\n   print("${mark}")`,
  `<script>document.title='${mark}'</script>`,
  `<img src=x onerror="document.title='${mark}'">`,
  `<svg/onload=document.title='${mark}'>`,
  `</blockquote></ul></body><h1>${mark}</h1>`,
  `<!-- keep -->\n\n# ${mark}\n\n${fence}sh {"name":"evil"}\necho ${mark}\n${fence}\n\n<!-- /keep -->`,
  `<!-- /keep -->`,
  `--> <b>${mark}</b> <!--`,
  `<!-- runbook {"scope":"all","uid":"${mark}","event":1,"digest":"x"} -->`,
  `<?php ${mark} ?>`,
  `<![CDATA[ ${mark} ]]>`,
  `<a href="javascript:document.title='${mark}'">x</a>`,
  `[${mark}](javascript:document.title='${mark}')`,
  `[${mark}][ref]\n\n[ref]: javascript:${mark}`,
  `![${mark}](data:text/html,${mark})`,
  `<javascript:${mark}>`,
  `<https://example.org/${mark}>`,
  `&#60;script&#62;${mark}&lt;/script&gt;&NewLine;`,
  `*${mark}* _${mark}_ **${mark}** ~~${mark}~~ \`${mark}\``,
  `\`\`\`\`\` ${mark} \`\``,
  `| ${mark} | b |\n|---|:-:|\n| c | d |`,
  `- [ ] ${mark}`,
  `+ ${mark}`,
  `* * *`,
  `10. ${mark}`,
  `\\${fence}\\`,
  `\t${mark}\ttab`,
  `  ${mark}  \n  hard`,
  `${mark}\\\nbackslash`,
  `[^1]: ${mark}`,
  `$$${mark}$$`,
  `\u202e${mark}\u202c \u2066${mark}`,
  `\u001b[31m${mark}\u0007 \u0000x`.replace('\u0000', '\u0001'),
  `\r# ${mark}\r\n# ${mark}\u2028# ${mark}\u0085# ${mark}`,
  `\ud800 ${mark}`,
  `" onmouseover="${mark}`,
  `graph LR\n  a --> ${mark}["<b>"]\n  click a "javascript:${mark}"`,
  `%%{init: {"securityLevel":"loose"}}%% ${mark}`,
  `"]:::x\n  click t1 href "javascript:${mark}"`,
  ``,
  `plain ${mark}`,
]

/** In the middle of a description a fence with a name at the margin is a command by right. */
const isCommand = /^ {0,3}(?:`{3,}|~{3,})(?:sh|bash|python)/m

/** Whole numbers below a bound. @param {number} seed @returns {(below: number) => number} */
function randomNumbers(seed) {
  let state = (seed * 2_654_435_761 + 1) % 2_147_483_648
  const next = () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648
    return state / 2_147_483_648
  }
  next()
  return (below) => Math.floor(next() * below)
}

/**
 * @param {number} seed
 * @param {number} tasks
 * @returns {{ batch: string, commands: readonly string[] }} JSON lines for `tm batch`, and the names of the only commands there are
 */
export function makeNastyPlan(seed, tasks) {
  const random = randomNumbers(seed)
  /** @param {readonly string[]} list */
  const pick = (list) => list[random(list.length)] ?? ''
  const harmless = fragments.filter((one) => !isCommand.test(one))
  const nasty = () => Array.from({ length: 1 + random(4) }, () => pick(fragments)).join(pick(['\n', '\n\n', ' ', '']))
  const title = () => nasty().trim().slice(0, 200) || mark
  /** @type {object[]} */
  const lines = []
  /** @type {string[]} */
  const commands = []
  for (let id = 1; id <= tasks; id += 1) {
    const blocks = Array.from({ length: commandsPerTask }, (_, index) => {
      const name = `good-${id}-${index}`
      commands.push(name)
      return `${fence}sh {"name":"${name}","cwd":"a\\u0060b\\u007d${mark}"}\necho good\n# ${fence} <b>\n${fence}\n`
    })
    const prose = () => Array.from({ length: random(4) }, () => pick(harmless)).join('\n\n')
    const heading = pick(['## Verification', '## Rollback', '## Decisions', ''])
    const description = [prose(), blocks[0], prose(), heading, prose(), blocks[1]]
    lines.push({
      verb: 'add',
      title: title(),
      description: description.map((one) => closed(one ?? '')).join('\n\n'),
      labels: [nasty().replaceAll(/[\s,]/g, '').slice(0, 40) || mark],
      resources: [
        `modifies:word:${nasty().slice(0, 200)}x`,
        `touch:file:${`a/${nasty()}`.replaceAll(/[\0/]/g, '_').slice(0, 100)}`,
      ],
      ...(id > 2 && { parent: 1 + random(2) }),
      ...(id > 4 && { depends: [3] }),
    })
    lines.push({ verb: 'note', id, text: `${pick(['', 'Decision: '])}${nasty()}${mark}` })
    if (id > 1)
      lines.push({ verb: 'notify', id, from: 1 + random(id - 1), severity: 'conflict', cause: `c${id}`, text: title() })
    if (random(4) === 0) lines.push({ verb: 'block', id, reason: title() })
  }
  return { batch: `${lines.map((line) => JSON.stringify(line)).join('\n')}\n`, commands }
}

/** A fence that a fragment leaves open would swallow the command that follows, by right. @param {string} text */
function closed(text) {
  return /^ {0,3}(?:`{3,}|~{3,})/m.test(text) && !text.startsWith('```sh {"name":"good')
    ? text.replaceAll(/^( {0,3})(?:`{3,}|~{3,})/gm, '$1\\$&')
    : text
}

const sections =
  /^(?:Goal|State|Preconditions|Resources|Steps|Verification|Rollback|Conflicts and notices|Notes|Decisions|Timeline|Graph|Remarks|Runbook of .*|(?:Step|Undo step) \d+: #\d+ .*|Undo everything: #\d+ .*)$/s
const comments = /^<!-- (?:keep|\/keep|runbook \{[^<>]*\}) -->$/

/**
 * What in a document is there that the tool did not mean.
 *
 * @param {string} markdown
 * @param {readonly string[]} commands
 * @returns {string[]}
 */
export function judgeMarkdown(markdown, commands) {
  /** @type {string[]} */
  const problems = []
  /** @type {(string | undefined)[]} */
  const found = []
  const walker = new Parser().parse(markdown).walker()
  for (let event = walker.next(); event !== null; event = walker.next()) {
    if (!event.entering) continue
    problems.push(...problemsOf(event.node))
    const { type, info } = event.node
    if (type === 'code_block' && info?.startsWith('sh') === true) found.push(/"name":"([\w-]+)"/.exec(info)?.[1])
  }
  const missing = commands.filter((name) => !found.includes(name))
  const added = found.filter((name) => name === undefined || !commands.includes(name))
  if (missing.length > 0) problems.push(`commands that are missing: ${missing.join(', ')}`)
  if (added.length > 0) problems.push(`commands that nobody wrote: ${added.join(', ')}`)
  if (markdown.split('<!-- keep -->').length === 1) problems.push('no place for remarks')
  return problems
}

/** @param {import('commonmark').Node} node @returns {string[]} */
function problemsOf(node) {
  const literal = node.literal ?? ''
  // oxlint-disable-next-line no-control-regex -- finding control characters is the purpose
  if (/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069]|\p{Surrogate}/u.test(literal))
    return [`hidden character: ${JSON.stringify(literal)}`]
  switch (node.type) {
    case 'heading':
      return sections.test(textOf(node)) ? [] : [`heading: ${textOf(node)}`]
    case 'html_block':
      return comments.test(literal.trim()) ? [] : [`html: ${literal}`]
    case 'code_block':
      return problemsOfBlock(node.info ?? '', literal)
    case 'html_inline':
    case 'link':
    case 'image':
    case 'thematic_break':
      return [`${node.type}: ${literal}`]
    default:
      return []
  }
}

/** @param {string} info @param {string} literal @returns {string[]} */
function problemsOfBlock(info, literal) {
  const [language = ''] = info.split(' ')
  if (!['sh', 'text', 'output', 'mermaid'].includes(language)) return [`a block in "${language}"`]
  return language === 'sh' && literal.includes(mark) ? [`command: ${literal}`] : []
}

/** @param {import('commonmark').Node} node */
function textOf(node) {
  let text = ''
  const walker = node.walker()
  for (let event = walker.next(); event !== null; event = walker.next())
    if (event.entering)
      text += event.node.literal ?? (event.node.type === 'linebreak' || event.node.type === 'softbreak' ? '\n' : '')
  return text
}

/**
 * Runs in the page: what is in its tree that the tool does not make. Stands alone: it is handed to the browser as it is.
 *
 * @returns {string[]}
 */
export function judgePage() {
  const known =
    'html head meta title style body h1 h2 h3 p strong em ul li blockquote pre code br table thead tbody tr th td figure svg defs marker path g rect text'
  const tags = new Set(known.split(' '))
  /** @type {string[]} */
  const problems = []
  for (const element of document.querySelectorAll('*')) {
    const name = element.tagName.toLowerCase()
    if (!tags.has(name)) problems.push(`element ${name}`)
    for (const { name: attribute, value } of element.attributes) {
      if (attribute.startsWith('on') || ['src', 'href', 'srcdoc'].includes(attribute))
        problems.push(`${name} ${attribute}=${value}`)
    }
  }
  if (document.title.startsWith('EVIL')) problems.push('a script ran')
  return problems
}
