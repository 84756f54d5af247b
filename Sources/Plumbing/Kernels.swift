import CKernels
import Glibc

/// Arithmetic on many numbers at once, by the instructions that this processor has.
///
/// The C below it checks nothing; every call here checks that what it is told to read and write lies in its memory.
public struct Kernels: Equatable, Sendable {
  /// A set of instructions, from what every processor of the architecture has upwards.
  public enum Level: UInt32, CaseIterable, Sendable {
    case portable, avx2, avx512, avx512vnni
  }

  public let level: Level

  /// The kernels of `level`; nil when this processor lacks its instructions.
  public init?(_ level: Level) {
    guard qmd_level_available(qmd_level(level.rawValue)) else { return nil }
    self.level = level
  }

  private init(known level: Level) { self.level = level }

  /// The fastest that this processor can run.
  public static let best = Kernels(known: Level(rawValue: qmd_best_level().rawValue) ?? .portable)

  /// All that this processor can run.
  public static var available: [Kernels] { Level.allCases.compactMap { Kernels($0) } }

  var code: qmd_level { qmd_level(level.rawValue) }
}

/// Floats to compute in: the scratch of one worker.
@safe
public final class FloatBuffer {
  let base: UnsafeMutablePointer<Float>
  public let count: Int

  /// Room for `count` floats, all 0.
  public init(count: Int) {
    precondition(count >= 0, "a buffer has room for no fewer than 0 floats")
    // A cache line's alignment, so that no wide register is loaded across two.
    let memory = UnsafeMutableRawPointer.allocate(byteCount: max(count, 16) * 4, alignment: 64)
    unsafe base = memory.bindMemory(to: Float.self, capacity: max(count, 16))
    unsafe base.initialize(repeating: 0, count: max(count, 16))
    self.count = count
  }

  deinit { unsafe UnsafeMutableRawPointer(base).deallocate() }

  public func array(_ range: Range<Int>) -> [Float] {
    precondition(range.lowerBound >= 0 && range.upperBound <= count, "a part lies within its buffer")
    return unsafe Array(UnsafeBufferPointer(start: base + range.lowerBound, count: range.count))
  }
}
