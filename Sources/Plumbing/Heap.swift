import CLinux

/// The allocator's own memory.
public enum Heap {
  /// Gives pages that are free back to the system; after a large batch most of them are.
  public static func trim() { malloc_trim(0) }
}
