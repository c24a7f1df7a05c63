/** Stands in for node:test where a test file imports it. */
const exported = /** @type {any} */ (globalThis)[Symbol.for('groundcrew.flake.node-test')]

// oxlint-disable-next-line import/no-default-export -- node:test has one
export default exported
export const {
  test,
  it,
  describe,
  suite,
  before,
  after,
  beforeEach,
  afterEach,
  mock,
  run,
  snapshot,
  skip,
  todo,
  only,
  assert,
} = exported
