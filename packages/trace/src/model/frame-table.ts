import { classifyFile } from './classify.ts'
import type { Frame } from './trace.ts'

const beforeSampling = ' (before it was sampled)'

/** Whether a frame stands for what a program did before a sampler looked at it: how long that was is chance. */
export function isBeforeSampling({ name, file }: Frame): boolean {
  return file === '' && name.endsWith(beforeSampling)
}

/** Gives every place in code one number, whichever process saw it. */
export class FrameTable {
  readonly frames: Frame[] = []
  readonly #indexes = new Map<string, number>()
  readonly #root: string

  constructor(root: string) {
    this.#root = root
  }

  /** The number of a place that a sampler named by file; its kind follows from the file. */
  place(name: string, file: string, line: number): number {
    const key = `${name}\n${file}\n${line}`
    const known = this.#indexes.get(key)
    if (known !== undefined) return known
    return this.#add(key, { name: name === '' ? '(anonymous)' : name, file, line, ...classifyFile(file, this.#root) })
  }

  /** The number of something that is no place in code: garbage collection, waiting, machine code. */
  special(name: string, kind: Frame['kind']): number {
    const key = `${kind}\n${name}`
    return this.#indexes.get(key) ?? this.#add(key, { name, file: '', line: 0, kind })
  }

  /** What a program did before a sampler looked at it. */
  beforeSampling(program: string): number {
    return this.special(`${program}${beforeSampling}`, 'native')
  }

  /** A function of a program or library of machine code, which is the repository's own where the file lies in it. */
  machineCode(name: string, file: string): number {
    const key = `machine code\n${name}\n${file}`
    const { kind } = classifyFile(file, this.#root)
    return this.#indexes.get(key) ?? this.#add(key, { name, file, line: 0, kind: kind === 'own' ? 'own' : 'native' })
  }

  #add(key: string, frame: Frame): number {
    this.#indexes.set(key, this.frames.length)
    this.frames.push(frame)
    return this.frames.length - 1
  }
}
