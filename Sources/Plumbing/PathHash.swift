/// A 64-bit hash of a relative path, made name by name on a walk: no path is put together to be looked up.
///
/// Not for strangers: whoever chooses file names could make two of them meet. A collision only means that one of the
/// two files is compared with the other's size and times, found changed and read again.
public struct PathHash: Sendable {
  public private(set) var value: UInt64 = 7

  public init() {}

  /// The hash of `name` below the folder that this is the hash of.
  func appending(_ name: UnsafeRawBufferPointer) -> PathHash {
    var next = self
    unsafe next.mix(name)
    return next
  }

  /// The hash of a whole path, component by component.
  static func of(_ path: UnsafeRawBufferPointer) -> UInt64 {
    var hash = PathHash()
    var start = 0
    for index in path.indices where unsafe path[index] == UInt8(ascii: "/") {
      unsafe hash.mix(UnsafeRawBufferPointer(rebasing: path[start..<index]))
      start = index + 1
    }
    unsafe hash.mix(UnsafeRawBufferPointer(rebasing: path[start...]))
    return hash.value
  }

  public static func of(_ path: FilePath) -> UInt64 { unsafe path.bytes.withUnsafeBytes { unsafe of($0) } }

  // Multiply and fold, eight bytes at a time; the constants are the finalizer's of MurmurHash3.
  private mutating func mix(_ bytes: UnsafeRawBufferPointer) {
    var hash = (value &+ 1) ^ 0x9E37_79B9_7F4A_7C15
    var index = 0
    while index + 8 <= bytes.count {
      hash =
        (hash ^ (unsafe bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self))) &* 0xff51_afd7_ed55_8ccd
      hash ^= hash >> 32
      index += 8
    }
    while index < bytes.count {
      hash = (hash ^ UInt64(unsafe bytes[index])) &* 0x100_0000_01b3
      index += 1
    }
    hash ^= hash >> 29
    value = hash &* 0xc4ce_b9fe_1a85_ec53
  }
}
