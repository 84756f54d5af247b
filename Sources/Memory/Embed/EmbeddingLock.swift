public import Plumbing

/// Held by a program that embeds on request, so that a watcher leaves the work to it meanwhile.
public enum EmbeddingLock {
  private static func path(_ index: FilePath) -> FilePath { index.parent.appending(".qmd-embed.lock") }

  /// Nil when another program embeds.
  public static func take(index: FilePath) throws -> FileLock? {
    do throws(SystemError) {
      return try FileLock.take(path(index), waiting: false)
    } catch {
      throw IndexError.cannotOpen(index, reason: "\(error.call) of \(path(index)): \(error.reason)")
    }
  }

  static func isHeld(index: FilePath) -> Bool { FileLock.isHeld(path(index)) }
}
