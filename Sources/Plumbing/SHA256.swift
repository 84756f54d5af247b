import CBytes

/// The name of a text: SHA-256, as 64 lower-case hex digits.
public enum SHA256 {
  public static func hex(_ bytes: [UInt8]) -> String { unsafe bytes.withUnsafeBytes { unsafe hex($0) } }
  public static func hex(_ bytes: ArraySlice<UInt8>) -> String {
    unsafe bytes.withUnsafeBytes { unsafe hex($0) }
  }

  static func hex(_ bytes: UnsafeRawBufferPointer) -> String {
    var context = sha256_ctx()
    unsafe nettle_sha256_init(&context)
    unsafe nettle_sha256_update(&context, bytes.count, bytes.bindMemory(to: UInt8.self).baseAddress)
    let digest = unsafe [UInt8](unsafeUninitializedCapacity: 32) { buffer, count in
      unsafe nettle_sha256_digest(&context, 32, buffer.baseAddress)
      count = 32
    }
    let digits = Array("0123456789abcdef".utf8)
    return String(decoding: digest.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
  }
}
