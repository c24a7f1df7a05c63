export { findPlace, type Place } from '../index/place.ts'
export { hasCodeIndex, hasLargeTextIndex, hasTextIndex, trackedFileCount } from './has-index.ts'
