export { findPlace, type Place } from '../index/place.ts'
export { hasCodeIndex, hasLargeTextIndex, hasTextIndex } from './has-index.ts'
