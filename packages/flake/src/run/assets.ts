import { findAssets } from '@groundcrew/core/process'

/** The folder of the files that are loaded into test runners. It lies beside the bundle, or beside the sources. */
export function assetsDirectory(): string {
  return findAssets('flake', __dirname)
}
