/** The words of one simple command of a shell line, without quotes. */
export type Words = readonly string[]

/**
 * Splits a shell line at `&&`, `||`, `;`, `|`, `&` and line ends into simple commands of words. Quotes and backslashes are honoured;
 * redirections and substitutions are left as words: enough to see which programs run with which flags.
 */
export function splitShellLine(line: string): Words[] {
  return new ShellSplitter(line).split()
}

/** Characters without a meaning of their own. */
const plainRun = /[^\s;|&()"'\\]*/y

class ShellSplitter {
  readonly #line: string
  readonly #commands: string[][] = []
  #words: string[] = []
  #word: string | undefined
  #at = 0

  constructor(line: string) {
    this.#line = line
  }

  split(): Words[] {
    while (this.#at < this.#line.length) {
      plainRun.lastIndex = this.#at
      const run = plainRun.exec(this.#line)?.[0] ?? ''
      if (run !== '') this.#add(run)
      this.#at += run.length
      if (this.#at < this.#line.length) this.#step(this.#line[this.#at] ?? '')
      this.#at += 1
    }
    this.#endCommand()
    return this.#commands
  }

  #step(character: string): void {
    if (character === '"' || character === "'") this.#quoted(character)
    else if (character === '\\') this.#escaped()
    else if (character === '&' && this.#word?.endsWith('>') === true) this.#add(character)
    else if (/[;|&()\n]/.test(character)) this.#endCommand()
    else if (/\s/.test(character)) this.#endWord()
    else this.#add(character)
  }

  #quoted(quote: string): void {
    this.#add('')
    for (this.#at += 1; this.#at < this.#line.length; this.#at += 1) {
      const character = this.#line[this.#at] ?? ''
      if (character === quote) return
      if (character === '\\' && quote === '"') this.#at += 1
      this.#add(this.#line[this.#at] ?? '')
    }
  }

  #escaped(): void {
    this.#at += 1
    const character = this.#line[this.#at] ?? ''
    if (character !== '\n') this.#add(character)
  }

  #add(text: string): void {
    this.#word = (this.#word ?? '') + text
  }

  #endWord(): void {
    if (this.#word !== undefined) this.#words.push(this.#word)
    this.#word = undefined
  }

  #endCommand(): void {
    this.#endWord()
    if (this.#words.length > 0) this.#commands.push(this.#words)
    this.#words = []
  }
}
