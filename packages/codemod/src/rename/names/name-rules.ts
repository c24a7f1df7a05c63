import type { Language } from '@groundcrew/code-map'

interface NameRule {
  /** What a name is, besides no keyword. */
  readonly form: RegExp
  readonly keywords: ReadonlySet<string>
}

const words = (text: string): ReadonlySet<string> => new Set(text.split(/\s+/))
const letters = /^[\p{L}_][\p{L}\p{N}_]*$/u

/** From the reference of each language; words that are keywords in some places alone are left out where they may be names. */
const rules: Partial<Record<Language, NameRule>> = {
  python: {
    form: letters,
    keywords: words(
      'False None True and as assert async await break class continue def del elif else except finally for from global if import in is lambda nonlocal not or pass raise return try while with yield',
    ),
  },
  go: {
    form: letters,
    keywords: words(
      'break case chan const continue default defer else fallthrough for func go goto if import interface map package range return select struct switch type var _',
    ),
  },
  ruby: {
    form: /^[\p{L}_][\p{L}\p{N}_]*[?!=]?$/u,
    keywords: words(
      'BEGIN END alias and begin break case class def defined? do else elsif end ensure false for if in module next nil not or redo rescue retry return self super then true undef unless until when while yield __FILE__ __LINE__ __ENCODING__',
    ),
  },
  rust: {
    form: letters,
    keywords: words(
      'Self abstract as async await become box break const continue crate do dyn else enum extern false final fn for gen if impl in let loop macro match mod move mut override priv pub ref return self static struct super trait true try type typeof unsafe unsized use virtual where while yield _',
    ),
  },
  java: {
    form: /^[\p{L}_$][\p{L}\p{N}_$]*$/u,
    keywords: words(
      'abstract assert boolean break byte case catch char class const continue default do double else enum extends final finally float for goto if implements import instanceof int interface long native new package private protected public return short static strictfp super switch synchronized this throw throws transient try void volatile while true false null _',
    ),
  },
  c: {
    form: letters,
    keywords: words(
      'auto break case char const continue default do double else enum extern float for goto if inline int long register restrict return short signed sizeof static struct switch typedef union unsigned void volatile while _Bool',
    ),
  },
  cpp: {
    form: letters,
    keywords: words(
      'alignas alignof and and_eq asm auto bitand bitor bool break case catch char class compl const constexpr const_cast continue co_await co_return co_yield decltype default delete do double dynamic_cast else enum explicit export extern false float for friend goto if inline int long mutable namespace new noexcept not not_eq nullptr operator or or_eq private protected public register reinterpret_cast requires return short signed sizeof static static_assert static_cast struct switch template this thread_local throw true try typedef typeid typename union unsigned using virtual void volatile wchar_t while xor xor_eq',
    ),
  },
  csharp: {
    form: letters,
    keywords: words(
      'abstract as base bool break byte case catch char checked class const continue decimal default delegate do double else enum event explicit extern false finally fixed float for foreach goto if implicit in int interface internal is lock long namespace new null object operator out override params private protected public readonly ref return sbyte sealed short sizeof stackalloc static string struct switch this throw true try typeof uint ulong unchecked unsafe ushort using virtual void volatile while',
    ),
  },
  php: {
    form: letters,
    keywords: words(
      'abstract and array as break callable case catch class clone const continue declare default die do echo else elseif empty enddeclare endfor endforeach endif endswitch endwhile eval exit extends final finally fn for foreach function global goto if implements include include_once instanceof insteadof interface isset list match namespace new or print private protected public readonly require require_once return static switch throw trait try unset use var while xor yield',
    ),
  },
}

/** The languages whose symbols are renamed by the names that imports lead to. */
export function hasNameRules(language: Language): boolean {
  return rules[language] !== undefined
}

/** Why a text cannot be a name in a language, or not in place of the old one; undefined where it can. */
export function whyNoName(language: Language, name: string, old: string): string | undefined {
  const rule = rules[language]
  if (rule === undefined || !rule.form.test(name)) return 'is no name'
  if (rule.keywords.has(name)) return 'is a keyword'
  if (language === 'ruby' && isUpper(name) !== isUpper(old))
    return 'would make a constant of what is none, or the reverse'
  if (language === 'go' && isUpper(name) !== isUpper(old)) {
    return isUpper(old) ? 'would hide from other packages what they may use' : undefined
  }
  return undefined
}

function isUpper(name: string): boolean {
  return /^\p{Lu}/u.test(name)
}
