/** Lines longer than this are cut before anything reads them (JSON reports excepted). */
export const LINE_CHARS_MAX = 4000
/** Processes that one output is separated into. */
export const LABELS_MAX = 200
/** Causes in a report. */
export const CAUSES_MAX = 50
/** Further places kept for a grouped cause. */
export const PLACES_MAX = 5
export const DETAIL_LINES_MAX = 4
export const DETAIL_CHARS_MAX = 160
export const MESSAGE_CHARS_MAX = 300
export const TEST_NAME_CHARS_MAX = 200
export const TAIL_LINES_MAX = 10
export const TAIL_CHARS_MAX = 200
/** Lines that a block (a failed test, a stack) may have before the rest of it is ignored. */
export const BLOCK_LINES_MAX = 400
