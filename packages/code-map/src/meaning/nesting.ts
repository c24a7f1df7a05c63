/** How deep in one another values and types are read: people write less, and generated data may have thousands. */
const NESTING_MAX = 40

/** Ends what goes too deep without an answer. */
export class Nesting {
  #depth = 0

  within<Answer>(read: () => Answer | undefined): Answer | undefined {
    if (this.#depth >= NESTING_MAX) return undefined
    this.#depth++
    const found = read()
    this.#depth--
    return found
  }
}
