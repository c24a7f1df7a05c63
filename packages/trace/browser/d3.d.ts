/** The parts of two libraries without types that the page uses. */

declare module 'd3-flame-graph' {
  interface FlameNode<Data> {
    readonly data: Data
  }

  /** Every setter returns the graph. */
  interface FlameGraph<Data> {
    (selection: unknown): void
    width(pixels: number): this
    cellHeight(pixels: number): this
    minFrameSize(pixels: number): this
    inverted(isInverted: boolean): this
    transitionDuration(ms: number): this
    sort(isSorted: boolean): this
    selfValue(isSelf: boolean): this
    setColorMapper(colorOf: (node: FlameNode<Data>) => string): this
    setLabelHandler(labelOf: (node: FlameNode<Data>) => string): this
    setDetailsElement(element: HTMLElement): this
    setSearchMatch(isMatch: (node: FlameNode<Data>, term: string) => boolean): this
    setSearchHandler(onFound: (results: readonly unknown[], sum: number, total: number) => void): this
    search(term: string): void
    clear(): void
    resetZoom(): void
  }

  // oxlint-disable-next-line import/no-default-export -- the library's own
  export default function flamegraph<Data>(): FlameGraph<Data>
}

declare module 'd3-selection' {
  interface Selection {
    datum(value: unknown): Selection
    call(draw: (selection: unknown) => void): Selection
  }

  export function select(element: HTMLElement): Selection
}
