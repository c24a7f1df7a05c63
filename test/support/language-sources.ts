/** A test of JUnit in the package `a`. */
export const junit = (name: string, body: string, head = ''): string =>
  `package a;\n\n${head}import org.junit.jupiter.api.Test;\n\nclass ${name} {\n  @Test\n  void works() {\n    ${body}\n  }\n}\n`
/** Where Maven and Gradle have the package `a`, and its tests. */
export const main = 'src/main/java/a'
export const tests = 'src/test/java/a'

/** Of a package of Rust. */
export const manifest = (name: string, rest = ''): string => `[package]\nname = "${name}"\nedition = "2021"\n${rest}`
/** Unit tests at the end of a file of Rust. */
export const unit = (body: string): string =>
  `\n#[cfg(test)]\nmod tests {\n    use super::*;\n\n    #[test]\n    fn works() {\n        ${body}\n    }\n}\n`
