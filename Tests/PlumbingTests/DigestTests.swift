import Plumbing
import Support
import Testing

struct SHA256Tests {
  // FIPS 180-4's examples: https://csrc.nist.gov/projects/cryptographic-standards-and-guidelines/example-values
  @Test(arguments: [
    ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
    ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
    (
      "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
      "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
    ),
    (
      String(repeating: "a", count: 1_000_000),
      "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"
    ),
  ])
  func `a text has the digest that the standard says`(text: String, digest: String) {
    #expect(SHA256.hex(Array(text.utf8)) == digest)
  }
}

struct ZstdTests {
  @Test(arguments: [0, 1, 2, 255, 65_536, 1_000_003])
  func `bytes come back as they were`(count: Int) {
    var state: UInt32 = 12_345
    let noise = (0..<count).map { _ -> UInt8 in
      state = state &* 1_664_525 &+ 1_013_904_223
      return UInt8(truncatingIfNeeded: state >> 24)
    }
    expectSameBytes(Zstd.unpack(Zstd.pack(noise), length: count), noise)
    let text = Array(repeating: UInt8(ascii: "a"), count: count)
    let packed = Zstd.pack(text)
    expectSameBytes(Zstd.unpack(packed, length: count), text)
    if count > 1_000 { #expect(packed.count < count / 50) }
  }

  @Test func `another length, a missing end and foreign bytes are refused`() {
    let text = Array("apples and pears and apples and pears".utf8)
    let packed = Zstd.pack(text)
    for length in [0, text.count - 1, text.count + 1, -1, 1 << 31] {
      #expect(Zstd.unpack(packed, length: length) == nil, "length \(length)")
    }
    for count in 0..<packed.count {
      #expect(Zstd.unpack(Array(packed[..<count]), length: text.count) == nil, "the first \(count) bytes")
    }
    #expect(Zstd.unpack(text, length: text.count) == nil)
    #expect(Zstd.unpack([], length: text.count) == nil)
  }
}
