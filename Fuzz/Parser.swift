/// A parser of texts that strangers write, and what must hold of whatever it makes of them.
///
/// That it neither crashes, nor takes longer than a second, nor fills the memory, libFuzzer sees to; the rest are
/// preconditions here.
struct Parser: Sendable {
  let name: String
  let put: @Sendable (_ input: [UInt8]) -> Void

  init(_ name: String, _ put: @escaping @Sendable ([UInt8]) -> Void) {
    self.name = name
    self.put = put
  }

  static let all: [Parser] = [
    .frontMatter, .chunker, .query, .config, .messages, .hookInput, .safeTensors, .wordPiece,
  ]
}
