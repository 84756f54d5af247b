/// Floats of 16 bits, IEEE 754 binary16: half the room, true to one part in two thousand.
public enum HalfFloats {
  public static func packed(_ numbers: [Float]) -> [UInt8] {
    var bytes: [UInt8] = []
    Numbers.append(numbers.map { Float16($0) }, to: &bytes)
    return bytes
  }

  /// The nearest 16-bit floats, as patterns of bits; what is too large becomes infinite.
  public static func patterns(of numbers: Numbers<Float>) -> [UInt16] {
    (0..<numbers.count).map { Float16(numbers[$0]).bitPattern }
  }

  static func floats(of bytes: UnsafeRawBufferPointer) -> [Float] {
    (0..<bytes.count / 2).map { index in
      Float(unsafe bytes.loadUnaligned(fromByteOffset: 2 * index, as: Float16.self))
    }
  }

  public static func floats(_ bytes: [UInt8]) -> [Float] {
    unsafe bytes.withUnsafeBytes { unsafe floats(of: $0) }
  }
}
