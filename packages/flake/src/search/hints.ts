/** What failures by chance name as their reason, in the order of their weight. */
const hints: readonly (readonly [pattern: RegExp, hint: string])[] = [
  [/EADDRINUSE|address already in use|port \d+ is (?:already )?(?:in use|taken)/i, 'a port that is taken'],
  [
    /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|getaddrinfo|connection (?:refused|reset)|network is unreachable/i,
    'the network',
  ],
  [/ENOSPC|no space left/i, 'a full disk'],
  [/EMFILE|ENFILE|too many open files/i, 'open files'],
  [/ENOMEM|out of memory|MemoryError|heap limit/i, 'memory'],
  [/SQLITE_BUSY|database is locked|deadlock/i, 'a lock of a database'],
  [/timed? ?out|did not end/i, 'a timeout'],
  [/ENOENT|no such file/i, 'a file that is missing'],
]

export function hintOf(messages: readonly string[]): string | undefined {
  return hints.find(([pattern]) => messages.some((message) => pattern.test(message)))?.[1]
}

/** Reasons that lie with the machine and hit many tests at once. */
export function machineReason(message: string): string | undefined {
  const hint = hintOf([message])
  return hint !== undefined && machineHints.has(hint) ? hint : undefined
}

const machineHints = new Set(['the network', 'a full disk', 'open files', 'memory'])
