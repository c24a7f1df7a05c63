/** Functions of many languages made to throw, to give back nothing, or to take the other branch: one at a time, in the text alone. */

/** @typedef {'throw' | 'nothing' | 'branch'} MutantKind */
/** @typedef {{ readonly file: string, readonly kind: MutantKind, readonly line: number, readonly text: string }} Mutant */

/** @type {readonly MutantKind[]} */
const kinds = ['throw', 'nothing', 'branch']

/**
 * One mutant for each function, each with the next kind: all kinds are about as frequent. A function without a condition is made to throw.
 *
 * @param {string} file
 * @param {string} text of the file
 * @param {number} first decides the kind of the first function
 * @returns {readonly Mutant[]}
 */
export function mutantsOf(file, text, first) {
  const language = languageOf(file)
  return language.functionsIn(text).flatMap((body, index) => {
    const kind = kinds[(first + index) % kinds.length] ?? 'throw'
    const flipped = kind === 'branch' ? language.flip(text, body) : undefined
    const isThrow = kind === 'throw' || (kind === 'branch' && flipped === undefined)
    const mutated = flipped ?? language.insert(text, body, isThrow)
    const line = text.slice(0, body.from).split('\n').length
    return mutated === undefined ? [] : [{ file, kind: isThrow ? 'throw' : kind, line, text: mutated }]
  })
}

/** @typedef {{ readonly from: number, readonly to: number, readonly head: string }} Body from behind the head's line end to the function's end */
/**
 * @typedef {object} Language
 * @property {(text: string) => readonly Body[]} functionsIn
 * @property {(text: string, body: Body) => string | undefined} flip undefined where there is no condition
 * @property {(text: string, body: Body, isThrow: boolean) => string | undefined} insert undefined where it cannot be had
 */

/** @param {string} file @returns {Language} */
function languageOf(file) {
  if (file.endsWith('.py')) return python
  return file.endsWith('.go') ? go : script(/\.[cm]?tsx?$/.test(file))
}

/** @param {string} text @param {number} at @param {string} inserted */
const insertAt = (text, at, inserted) => text.slice(0, at) + inserted + text.slice(at)

/** @param {string} text @param {Body} body @param {RegExp} condition with the condition as its only group */
function negate(text, { from, to }, condition) {
  const match = condition.exec(text.slice(from, to))
  if (match?.[1] === undefined) return undefined
  const start = from + match.index + match[0].indexOf(match[1])
  return { start, end: start + match[1].length, condition: match[1] }
}

const scriptHead =
  /^([ \t]*)(?:(?:export|default|async|public|private|protected|static|override)[ \t]+)*(?:function\b\*?[ \t]*\w*[ \t]*[(<]|const[ \t]+\w+[ \t]*=[ \t]*(?:async[ \t]*)?[(<]|(?!(?:if|for|while|switch|catch|return|new|await|else|with)\b)#?\w+[ \t]*(?:=[ \t]*(?:async[ \t]*)?)?[(<])[^\n]*\{$/gm

/** @param {boolean} isTyped @returns {Language} */
function script(isTyped) {
  return {
    functionsIn: (text) =>
      [...text.matchAll(scriptHead)].flatMap((match) => {
        const [head, indent = ''] = match
        const isFunction = /\)[^()]*(?:=>[ \t]*)?\{$/.test(head) && !/^\s*(?:describe|it|test)\b/.test(head)
        const isCall = /^\s*#?\w+[ \t]*\(.*(?:=>[ \t]*|\bfunction\b.*)\{$/.test(head)
        const from = match.index + head.length
        const to = text.indexOf(`\n${indent}}`, from)
        return !isFunction || isCall || to === -1 ? [] : [{ from, to, head }]
      }),
    flip(text, body) {
      const found = negate(text, body, /\bif \((.*)\) (?:\{|return|throw)/)
      if (found === undefined) return undefined
      return `${text.slice(0, found.start)}!(${found.condition})${text.slice(found.end)}`
    },
    insert(text, { from, head }, isThrow) {
      const isConstructor = /\bconstructor\b/.test(head)
      if (isConstructor && !isThrow) return undefined
      const nothing = isTyped ? 'return undefined as never' : 'return undefined'
      return insertAt(text, from, isThrow ? "\nthrow new Error('mutant');" : `\n${nothing};`)
    },
  }
}

/** @type {Language} */
const python = {
  functionsIn: (text) =>
    [...text.matchAll(/^([ \t]*)(?:async )?def \w+\([^\n]*\)[^\n]*:$/gm)].map((match) => {
      const [head, indent = ''] = match
      const from = match.index + head.length
      const rest = text.slice(from)
      const end = rest.search(new RegExp(`\\n(?!${indent}[ \\t])(?=[^\\n])`))
      return { from, to: end === -1 ? text.length : from + end, head: indent }
    }),
  flip(text, body) {
    const found = negate(text, body, /\n[ \t]*if ([^\n]*):\n/)
    if (found === undefined) return undefined
    return `${text.slice(0, found.start)}not (${found.condition})${text.slice(found.end)}`
  },
  insert: (text, { from, head }, isThrow) =>
    insertAt(text, from, `\n${head}    ${isThrow ? "raise RuntimeError('mutant')" : 'return None'}`),
}

/** @type {Language} */
const go = {
  functionsIn: (text) =>
    [...text.matchAll(/^func .*\{$/gm)].flatMap((match) => {
      const from = match.index + match[0].length
      const to = text.indexOf('\n}', from)
      return to === -1 ? [] : [{ from, to, head: match[0] }]
    }),
  flip(text, body) {
    const found = negate(text, body, /\n\t+if ([^\n]*) \{\n/)
    if (found === undefined) return undefined
    const at = found.condition.lastIndexOf('; ')
    const start = found.start + (at === -1 ? 0 : at + 2)
    return `${text.slice(0, start)}!(${text.slice(start, found.end)})${text.slice(found.end)}`
  },
  insert(text, { from, head }, isThrow) {
    if (isThrow) return insertAt(text, from, '\n\tif true {\n\t\tpanic("mutant")\n\t}')
    const results = /^func (?:\([^)]*\) )?\w+\((?:[^()]|\([^()]*\))*\)\s*(.*)\{$/.exec(head)?.[1]?.trim()
    if (results === undefined || results.includes('func') || results.includes('{')) return undefined
    const types = results
      .replaceAll(/[()]/g, '')
      .split(',')
      .map((one) => one.trim())
      .filter(Boolean)
    if (types.some((one) => one.includes(' '))) return undefined
    const names = types.map((_, index) => `mutant${index}`)
    const declared = types.map((type, index) => `\n\t\tvar ${names[index]} ${type}`).join('')
    return insertAt(text, from, `\n\tif true {${declared}\n\t\treturn ${names.join(', ')}\n\t}`)
  },
}
