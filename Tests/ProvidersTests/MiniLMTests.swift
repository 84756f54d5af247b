import Plumbing
import Testing

@testable import Providers

struct MiniLMTests {
  @Test func `each text has the reference's tokens`() throws {
    let reference = try Reference()
    let model = try MiniLM(Reference.folder())
    for (text, tokens) in zip(reference.texts, reference.tokens) {
      #expect(model.tokens(of: text) == tokens, "of \(text.prefix(80))")
    }
  }

  @Test(arguments: Kernels.available)
  func `each text has the reference's vector, whatever the processor`(kernels: Kernels) throws {
    let reference = try Reference()
    let model = try MiniLM(Reference.folder(), threads: 2, kernels: kernels)
    let vectors = try model.vectors(of: reference.texts)
    try #require(vectors.count == reference.texts.count)
    var worst: Float = 1
    for (index, vector) in vectors.enumerated() {
      try #require(vector.count == 384)
      let length = kernels.dot(vector, vector)
      #expect(abs(length - 1) < 1e-5)
      worst = min(worst, kernels.dot(vector, reference.vectors[index * 384..<(index + 1) * 384].array))
    }
    #expect(worst >= 0.9999, "\(kernels.level)")
  }

  @Test func `company changes nothing: a text alone has the vector that it has among others`() throws {
    let model = try MiniLM(Reference.folder(), threads: 2)
    let texts = [
      "how do I say no to a discount", "", String(repeating: "price list ", count: 400), "renewal",
    ]
    let together = try model.vectors(of: texts)
    for (text, vector) in zip(texts, together) {
      let alone = try model.vectors(of: [text])[0]
      #expect(Kernels.best.dot(alone, vector) > 0.999_999)
    }
    let none = try model.vectors(of: [])
    #expect(none.isEmpty)
  }

  @Test func `what lies beyond 256 tokens does not count`() throws {
    let model = try MiniLM(Reference.folder())
    let long = String(repeating: "discount ", count: 300)
    #expect(model.tokens(of: long).count == 256)
    #expect(model.tokenCount(of: long) == 302)
    let vectors = try model.vectors(of: [long + "renewal", long + "invoice"])
    #expect(vectors[0] == vectors[1])
  }

  @Test
  func `100,000 words, a word of a million letters and text in no known script are texts like any other`()
    throws
  {
    let model = try MiniLM(Reference.folder())
    let texts = [
      String(repeating: "word ", count: 100_000), String(repeating: "x", count: 1_000_000),
      "𓀀𓁐𓃒 \u{E000}\u{FFFF} \u{0}",
    ]
    for vector in try model.vectors(of: texts) {
      #expect(vector.allSatisfy { $0.isFinite })
      #expect(abs(Kernels.best.dot(vector, vector) - 1) < 1e-5)
    }
  }

  @Test func `what means the same lies close, though it shares no word`() throws {
    let model = try MiniLM(Reference.folder())
    let vectors = try model.vectors(of: [
      "the customer wants a lower price", "a prospect asks for a discount",
      "the build server ran out of disk",
    ])
    let near = Kernels.best.dot(vectors[0], vectors[1])
    let far = Kernels.best.dot(vectors[0], vectors[2])
    #expect(near > far + 0.3)
  }
}
