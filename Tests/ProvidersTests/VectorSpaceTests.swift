import Providers
import Testing

struct VectorSpaceTests {
  @Test func `a space is one model at one size, and its name in an index never changes`() {
    let space = VectorSpace(model: "all-MiniLM-L6-v2", dimensions: 384)
    #expect(space.name == "all-MiniLM-L6-v2/384/unit")
    #expect(space != VectorSpace(model: "all-MiniLM-L6-v2", dimensions: 256))
    #expect(VectorSpace(model: "m", dimensions: 8, isNormalized: false).name == "m/8/raw")
  }
}
