import { createHash, randomBytes } from 'node:crypto'
import { request } from 'node:http'
import type { Duplex } from 'node:stream'

const connectMsMax = 3000
/** A profile is one message. */
const messageBytesMax = 512 * 1024 * 1024
const acceptSuffix = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11'

/** The client side of RFC 6455, as much of it as a debugger needs: text messages in both directions. */
export class TextSocket {
  readonly #stream: Duplex
  #buffer: Buffer = Buffer.alloc(0)
  #message: Buffer[] = []

  private constructor(stream: Duplex, onMessage: (text: string) => void, onClose: () => void) {
    this.#stream = stream
    stream.on('data', (chunk: Buffer) => {
      this.#buffer = this.#buffer.length === 0 ? chunk : Buffer.concat([this.#buffer, chunk])
      this.#read(onMessage)
    })
    stream.on('error', () => stream.destroy())
    stream.on('close', onClose)
  }

  /** @throws Error when nobody answers, or not as a WebSocket. */
  static connect(
    url: string,
    { onMessage, onClose }: { readonly onMessage: (text: string) => void; readonly onClose: () => void },
  ): Promise<TextSocket> {
    const { hostname, port, pathname } = new URL(url)
    const key = randomBytes(16).toString('base64')
    return new Promise((resolve, reject) => {
      const upgrade = request({
        host: hostname,
        port,
        path: pathname,
        timeout: connectMsMax,
        headers: {
          Connection: 'Upgrade',
          Upgrade: 'websocket',
          'Sec-WebSocket-Key': key,
          'Sec-WebSocket-Version': '13',
        },
      })
      upgrade.on('upgrade', (response, stream: Duplex, head: Buffer) => {
        const accepted = createHash('sha1')
          .update(key + acceptSuffix)
          .digest('base64')
        if (response.headers['sec-websocket-accept'] !== accepted) {
          stream.destroy()
          reject(new Error(`${url} answered no WebSocket`))
          return
        }
        const socket = new TextSocket(stream, onMessage, onClose)
        if (head.length > 0) stream.unshift(head)
        resolve(socket)
      })
      upgrade.on('response', (response) => reject(new Error(`${url} answered ${response.statusCode}`)))
      upgrade.on('timeout', () => upgrade.destroy(new Error(`${url} did not answer`)))
      upgrade.on('error', reject)
      upgrade.end()
    })
  }

  send(text: string): void {
    this.#stream.write(encodeFrame(Buffer.from(text), opcodes.text))
  }

  close(): void {
    if (this.#stream.writable) this.#stream.write(encodeFrame(Buffer.alloc(0), opcodes.close))
    this.#stream.destroy()
  }

  #read(onMessage: (text: string) => void): void {
    for (let frame = decodeFrame(this.#buffer); frame !== undefined; frame = decodeFrame(this.#buffer)) {
      this.#buffer = this.#buffer.subarray(frame.sizeBytes)
      if (frame.opcode === opcodes.ping) this.#stream.write(encodeFrame(frame.payload, opcodes.pong))
      if (frame.opcode === opcodes.close) this.#stream.destroy()
      if (frame.opcode > opcodes.text) continue
      this.#message.push(frame.payload)
      if (!frame.isLast) continue
      const text = Buffer.concat(this.#message).toString('utf8')
      this.#message = []
      onMessage(text)
    }
  }
}

const opcodes = { text: 1, close: 8, ping: 9, pong: 10 } as const

interface FrameOfSocket {
  readonly opcode: number
  readonly isLast: boolean
  readonly payload: Buffer
  readonly sizeBytes: number
}

/** The frame at the beginning of the bytes; undefined while it is not there as a whole. */
function decodeFrame(bytes: Buffer): FrameOfSocket | undefined {
  if (bytes.length < 2) return undefined
  const opcode = (bytes[0] ?? 0) & 0x0f
  const isLast = ((bytes[0] ?? 0) & 0x80) !== 0
  const short = (bytes[1] ?? 0) & 0x7f
  const headBytes = short === 126 ? 4 : short === 127 ? 10 : 2
  if (bytes.length < headBytes) return undefined
  const length = short === 126 ? bytes.readUInt16BE(2) : short === 127 ? Number(bytes.readBigUInt64BE(2)) : short
  if (length > messageBytesMax) throw new Error(`a message of ${length} bytes is too large`)
  if (bytes.length < headBytes + length) return undefined
  return { opcode, isLast, payload: bytes.subarray(headBytes, headBytes + length), sizeBytes: headBytes + length }
}

/** What a client sends is masked. */
function encodeFrame(payload: Buffer, opcode: number): Buffer {
  const mask = randomBytes(4)
  const masked = Buffer.from(payload)
  for (let index = 0; index < masked.length; index++) masked[index] = (masked[index] ?? 0) ^ (mask[index % 4] ?? 0)
  const head =
    payload.length < 126
      ? Buffer.from([0x80 | opcode, 0x80 | payload.length])
      : Buffer.from([0x80 | opcode, 0x80 | 126, payload.length >> 8, payload.length & 0xff])
  if (payload.length > 0xffff) throw new Error('a request this long is never made')
  return Buffer.concat([head, mask, masked])
}
