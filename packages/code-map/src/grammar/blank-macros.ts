/** A name that is written like a macro, in capitals, with what it may be called with. */
const MACRO = String.raw`[A-Z][A-Z0-9_]+\b(?:[ \t]*\([^()\n;{}]*\))?`
const TYPE_WORDS =
  'auto bool char class const consteval constexpr constinit double enum explicit extern float friend inline int long mutable short signed static struct template typedef typename union using unsigned virtual void volatile wchar_t'
const TYPE_WORD = String.raw`(?:(?!const\b|volatile\b)(?:${TYPE_WORDS.split(' ').join('|')}|\w+_t)\b)`
const NAME = String.raw`[A-Za-z_][\w:]*(?:<[^;{}()]{0,300}>)?`
/** What a declaration begins with: `static int`, `const char *name(`, `~Name`, `Type *name(`, `int (*name`. */
const DECLARATION = [
  TYPE_WORD,
  String.raw`const\s+${NAME}[\s*&]+[\w:~]+\s*[(=;[]`,
  String.raw`~\w`,
  String.raw`${NAME}[\s*&]+[\w:~]+\s*\(`,
  String.raw`(?:const\s+)?${NAME}[\s*&]*\(\s*\*`,
].join('|')
/** Lines that have a macro alone, one below the other. */
const MACRO_LINES = String.raw`(?:\s*\n[ \t]*${MACRO}){1,40}`
/** Behind a statement, a directive or a comment, and before what is no operator: no part of an expression, nor the last name of an enum. */
const BETWEEN_STATEMENTS = String.raw`(?=[ \t]*\n\s*(?:[A-Za-z_~#\[]|\/[/*]))(?<=(?:^|[;{}:]|\*\/|\n[ \t]*(?:#|\/\/)[^\n]*[^\\\n])${MACRO_LINES})`
const LAST_IN_BLOCK = String.raw`(?=\s*\n\s*\})(?<=[;{}:]${MACRO_LINES})(?<!\benum\b[^;{}]*\{\s*${MACRO})`

/**
 * What the preprocessor would take away or replace, where the grammar takes it for something else: a macro is no type, no base and no
 * declaration. What stands before it is in a group, and stays.
 */
const MACROS: readonly RegExp[] = [
  // `class API Name final : public Base {`, `struct PACKED(1) Name {`, `class API Name;`
  new RegExp(
    String.raw`(\b(?:class|struct|union|enum)\s+)(?:${MACRO}\s+)+(?!final\b)(?=${NAME}\s*(?:final\s*)?(?::[^:]|\{)|(?<=class\s+(?:${MACRO}\s+)+)\w+\s*;)`,
    'g',
  ),
  // `API static int name(`; `BEGIN_NAMESPACE` and `DECLARED(Name)` on a line of their own.
  new RegExp(String.raw`(\n[ \t]*)${MACRO}(?:(?=\s+(?:${DECLARATION}))|${BETWEEN_STATEMENTS}|${LAST_IN_BLOCK})`, 'g'),
  // What is for C++ alone in a header of C: half of a block.
  /(__cplusplus\)?[ \t]*\n\s*)(?:extern\s+"C"\s*\{|\}[^\n]*)(?=\s*\n[ \t]*#[ \t]*endif)/g,
  // `int name(int a) ATTRIBUTE(1);`, `int name() const REQUIRES(lock) {`; not `struct __attribute__((packed)) NAME {`.
  new RegExp(
    String.raw`(\)(?:\s*(?:const|noexcept|override|final)\b)*(?:[ \t]*|\n[ \t]+))(?:${MACRO}\s*)+(?=[;{]|= ?0)(?<!\b(?:class|struct|union|enum)\s+[a-zA-Z_]+\s*\([^;{}]*)`,
    'g',
  ),
]
/** The annotations of Clang's thread safety analysis behind a field. */
const LOCK_WORD = /GUARDED_BY|ACQUIRED_(?:BEFORE|AFTER)/
const LOCKED = /(\w\s+)\b(?:\w+_)?(?:(?:PT_)?GUARDED_BY|ACQUIRED_(?:BEFORE|AFTER))\s*\([^()\n]*\)(?=\s*[;={])/g
/** `int name(a, b) int a; char *b;` before a `{` on its own line, as C was written before it had prototypes. Such a list is not long. */
const OLD_PARAMETERS = /(?<=\b\w+\s*\([\w\s,]*\)\s)(?:\s*[A-Za-z_][\w \t*,[\]]*;)+$/
const OLD_PARAMETERS_END = ';\n{'
const OLD_PARAMETERS_MAX = 1000

/** C or C++ with spaces in the place of what the grammar takes for something else, so that each byte keeps its place. */
export function blankMacros(text: string): string {
  let blanked = text
  for (const pattern of MACROS) blanked = blanked.replace(pattern, keepBefore)
  if (LOCK_WORD.test(blanked)) blanked = blanked.replace(LOCKED, keepBefore)
  for (let end = 0; (end = blanked.indexOf(OLD_PARAMETERS_END, end) + 1) > 0;) {
    const list = OLD_PARAMETERS.exec(blanked.slice(Math.max(0, end - OLD_PARAMETERS_MAX), end))?.[0]
    if (list !== undefined) blanked = blanked.slice(0, end - list.length) + blank(list) + blanked.slice(end)
  }
  return blanked
}

function keepBefore(whole: string, before: string): string {
  return before + blank(whole.slice(before.length))
}

function blank(text: string): string {
  return text.replaceAll(/\S/g, ' ')
}
