import { connect, type Socket } from 'node:net'

/** Protocols whose servers can be told from any other by one exchange that changes nothing. */
export type Protocol = 'amqp' | 'redis' | 'postgres' | 'mysql' | 'http'

export type Greeting =
  /** Nothing listens there. */
  | { readonly kind: 'refused' }
  | { readonly kind: 'answered' }
  /** Something listens, and it is something else. */
  | { readonly kind: 'other'; readonly answer: string }
  /** It listens, and said nothing in time; or there was no way to tell. */
  | { readonly kind: 'silent'; readonly reason: string }

interface Exchange {
  /** What the client says first; MySQL's server speaks first. */
  readonly hello: Buffer | undefined
  readonly isRight: (answer: Buffer) => boolean
}

const exchanges: Readonly<Record<Protocol, Exchange>> = {
  // AMQP 0-9-1, 4.2.2: the server answers with Connection.Start (a method frame, 1), or with the header of its own version.
  amqp: {
    hello: Buffer.from([0x41, 0x4d, 0x51, 0x50, 0, 0, 9, 1]),
    isRight: (answer) => answer[0] === 1 || startsWith(answer, 'AMQP'),
  },
  redis: {
    hello: Buffer.from('PING\r\n'),
    isRight: (answer) => /^(?:\+PONG|-(?:NOAUTH|DENIED|ERR|LOADING))/.test(text(answer)),
  },
  // SSLRequest of PostgreSQL's protocol 3: one byte, S or N.
  postgres: {
    hello: Buffer.from([0, 0, 0, 8, 0x04, 0xd2, 0x16, 0x2f]),
    isRight: (answer) => answer.length === 1 && /^[SNE]$/.test(text(answer)),
  },
  // The first packet of MySQL: a length of three bytes, number 0, protocol 10; or an error, 255.
  mysql: { hello: undefined, isRight: (answer) => answer[3] === 0 && (answer[4] === 10 || answer[4] === 255) },
  http: { hello: Buffer.from('HEAD / HTTP/1.0\r\n\r\n'), isRight: (answer) => startsWith(answer, 'HTTP/') },
}

const answerShownMax = 40

/** Whether a server of this kind listens on a port of this machine; without a protocol, whether anything does. */
export async function greet(
  port: number,
  protocol: Protocol | undefined,
  { timeoutMs, signal }: { readonly timeoutMs: number; readonly signal: AbortSignal },
): Promise<Greeting> {
  return new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port })
    const end = (greeting: Greeting): void => {
      clearTimeout(timer)
      signal.removeEventListener('abort', onAbort)
      socket.destroy()
      resolve(greeting)
    }
    const onAbort = (): void => end({ kind: 'silent', reason: 'not told in time' })
    const timer = setTimeout(() => end({ kind: 'silent', reason: 'it listens, and says nothing' }), timeoutMs)
    signal.addEventListener('abort', onAbort, { once: true })
    socket.once('error', (error: NodeJS.ErrnoException) =>
      end(error.code === 'ECONNREFUSED' ? { kind: 'refused' } : { kind: 'silent', reason: error.message }),
    )
    socket.once('connect', () => {
      if (protocol === undefined) end({ kind: 'answered' })
      else exchange(socket, exchanges[protocol], end)
    })
  })
}

function exchange(socket: Socket, { hello, isRight }: Exchange, end: (greeting: Greeting) => void): void {
  socket.once('data', (answer: Buffer) =>
    end(isRight(answer) ? { kind: 'answered' } : { kind: 'other', answer: text(answer).slice(0, answerShownMax) }),
  )
  socket.once('end', () => end({ kind: 'other', answer: '' }))
  if (hello !== undefined) socket.write(hello)
}

function startsWith(answer: Buffer, word: string): boolean {
  return text(answer).startsWith(word)
}

function text(answer: Buffer): string {
  return answer.toString('latin1')
}
