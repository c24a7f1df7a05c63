const MASK = '***'

/** The lines of a block are long but for the last one, which only the end marker tells from other text. */
const PRIVATE_KEY =
  /-----BEGIN [A-Z ]{0,40}PRIVATE KEY(?: BLOCK)?-----(?:(?:\s|\\[nr])+[A-Za-z0-9+/=]{32,})*(?:(?:(?:\s|\\[nr])+[A-Za-z0-9+/=]{1,76})?(?:\s|\\[nr])*-----END [A-Z ]{0,40}PRIVATE KEY(?: BLOCK)?-----)?/g

/** Tokens that are recognised by their own shape. */
const TOKENS =
  /\b(?:gh[pousr]_[A-Za-z0-9]{20,}|github_pat_\w{22,}|glpat-[\w-]{20,}|npm_[A-Za-z0-9]{30,}|pypi-[\w-]{20,}|xox[abeoprs]-[\w-]{10,}|(?:sk|rk|pk)_(?:live|test)_\w{16,}|sk-[\w-]{20,}|AIza[\w-]{35}|ya29\.[\w-]{20,}|SG\.[\w-]{16,}\.[\w-]{16,}|hf_[A-Za-z0-9]{30,}|dop_v1_[a-f0-9]{40,}|(?:AKIA|ASIA|AGPA|AIDA|AROA)[A-Z0-9]{16}\b|eyJ[\w-]{8,}\.eyJ[\w-]{8,}\.?[\w-]*)/g

const VALUE = `("[^"\\n]*"|'[^'\\n]*'|[^\\s"'&;,)\\]}]+)`
const NAMES =
  'token|secret|password|passwd|passphrase|api[_-]?key|access[_-]?key|secret[_-]?key|private[_-]?key|signing[_-]?key|encryption[_-]?key|account[_-]?key|credentials?'

/** `NPM_TOKEN=…`: whatever stands behind the sign is a secret. */
const ENVIRONMENT = new RegExp(`((?:${NAMES.toUpperCase().replaceAll('[_-]?', '_?')}|_PASS|_PWD)=)${VALUE}`, 'g')
/** `NPM_TOKEN: …`, as CI services print an environment: one word up to the end of the line. */
const ENVIRONMENT_LINE = new RegExp(
  `((?:${NAMES.toUpperCase().replaceAll('[_-]?', '_?')}|_PASS|_PWD): )(\\S{6,})$`,
  'gm',
)
/** `password=…`, `--api-key=…`, `&token=…`: no blanks around the sign, as code would have. */
const ASSIGNMENT = new RegExp(`\\b((?:[\\w-]{0,40}[_-])?(?:${NAMES})=)${VALUE}`, 'gi')
/** `"token": "…"`, `password: '…'`, `secret = "…"`. */
const QUOTED = new RegExp(`((?:${NAMES})["']?[ \\t]{0,3}[:=][ \\t]{0,3})("[^"\\n]{6,}"|'[^'\\n]{6,}')`, 'gi')
/** `x-api-key: k3y…`, `--token k3y…`: only what looks like no word. */
const SPACED = new RegExp(`((?:--(?:${NAMES})|(?:${NAMES}):)[ \\t]{1,3})((?=[^\\s\\d]{0,200}\\d)[\\w+/=.~-]{6,})`, 'gi')

const URL_PASSWORD = /(:\/\/[^\s/:@'"]{0,200}:)([^\s/@'"]{1,500})@/g
const URL_TOKEN = /(:\/\/)([^\s/:@'"]{16,500})@/g
const AUTHORIZATION =
  /(authorization["']?[ \t]{0,3}[:=][ \t]{0,3}["']?(?:(?:bearer|basic|token|digest|negotiate)[ \t]{1,3})?)([^\s"',]+)/gi
const BEARER = /\b((?:bearer|basic)[ \t]{1,3})([\w.~+/=-]{16,})/gi
const COOKIE = /\b((?:set-)?cookie:[ \t]{1,3}[^=\s]{1,100}=)([^\s;]+)/gi
const USER_OPTION = /(\s-u[ \t]{1,3}|\s--user[ =])([^\s:]{1,100}):(\S+)/g

/**
 * Replaces what must not leave the machine by `***`: private key blocks, tokens of known shapes, passwords in URLs,
 * Authorization headers and cookies, and the values of names such as `NPM_TOKEN` or `api_key`. Words of prose and code
 * (`Unexpected token`, `password: string`) and places (`src/token.ts:3:5`) stay.
 */
export function maskSecrets(text: string): string {
  return maskPrivateKeys(text)
    .replaceAll(TOKENS, MASK)
    .replaceAll(URL_PASSWORD, `$1${MASK}@`)
    .replaceAll(URL_TOKEN, `$1${MASK}@`)
    .replaceAll(AUTHORIZATION, `$1${MASK}`)
    .replaceAll(BEARER, `$1${MASK}`)
    .replaceAll(COOKIE, `$1${MASK}`)
    .replaceAll(USER_OPTION, `$1$2:${MASK}`)
    .replaceAll(ENVIRONMENT, maskValue)
    .replaceAll(ENVIRONMENT_LINE, `$1${MASK}`)
    .replaceAll(ASSIGNMENT, maskValue)
    .replaceAll(QUOTED, maskValue)
    .replaceAll(SPACED, `$1${MASK}`)
}

export function maskPrivateKeys(text: string): string {
  return text.includes('PRIVATE KEY') ? text.replaceAll(PRIVATE_KEY, `-----PRIVATE KEY ${MASK}-----`) : text
}

/** Values that say nothing: references to a variable, placeholders, what is masked already. */
const HARMLESS = /^(?:\$.*|<.*|%.*|\*+|true|false|null|undefined|none|nil|)$/i

function maskValue(match: string, name: string, value: string): string {
  const quote = /^["']/.exec(value)?.[0] ?? ''
  const inner = quote === '' ? value : value.slice(1, -1)
  return HARMLESS.test(inner) ? match : `${name}${quote}${MASK}${quote}`
}
