declare const GROUNDCREW_VERSION: string | undefined

/** The version of the published package; the build writes it in. */
export const version: string = typeof GROUNDCREW_VERSION === 'string' ? GROUNDCREW_VERSION : '0.0.0-source'
