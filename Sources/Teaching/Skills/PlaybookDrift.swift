public import Memory
import Plumbing

/// Whether the playbook that a skill came from is still what it was: `metadata.distils`, `metadata.distils-sha256`.
///
/// The path is relative to the skill's folder, or an address (`qmd://memories/sales/discount.md`). It is read only where
/// it lies below the skill's own root or in a collection.
public enum PlaybookDrift: Equatable, Sendable {
  /// The skill names no playbook.
  case none
  /// The playbook's bytes are those that the skill was made of.
  case same(String)
  /// They are others; both SHA-256 in hex.
  case changed(String, was: String, now: String)
  /// The skill does not say what the bytes were; what they are now.
  case unpinned(String, now: String)
  /// Nothing is there.
  case vanished(String)
  /// It lies in no collection, so it is not read.
  case outside(String)
  /// It is there and cannot be read, with the reason.
  case unreadable(String, reason: String)

  /// A playbook is text that somebody wrote; beyond this it is something else.
  private static let largest = 64 << 20

  /// How the playbook of `skill` is now.
  public static func of(_ skill: Skill, in collections: [Collection]) -> PlaybookDrift {
    guard let named = skill.document.distils else { return .none }
    let place: (root: FilePath, path: FilePath)
    switch locate(named, skill, collections) {
    case .success(let found): place = found
    case .failure(.unknownCollection): return .vanished(named)
    case .failure(.elsewhere): return .outside(named)
    }
    do throws(SystemError) {
      let file = try Descriptor.folder(place.root).file(place.path)
      let status = try file.status()
      guard status.kind == .file else { return .unreadable(named, reason: "it is not a plain file") }
      guard status.size <= largest else {
        return .unreadable(named, reason: "it is larger than \(largest >> 20) MB")
      }
      let now = SHA256.hex(try file.read(limit: largest, expecting: Int(status.size)))
      guard let was = skill.document.distilsHash?.lowercased() else { return .unpinned(named, now: now) }
      return was == now ? .same(named) : .changed(named, was: was, now: now)
    } catch {
      return Errno.isAbsence(error.code)
        ? .vanished(named) : .unreadable(named, reason: error.reason.lowercased())
    }
  }

  private enum Nowhere: Error { case unknownCollection, elsewhere }

  private static func locate(
    _ named: String,
    _ skill: Skill,
    _ collections: [Collection]
  ) -> Result<(root: FilePath, path: FilePath), Nowhere> {
    if named.hasPrefix("qmd://") {
      let address = named.dropFirst("qmd://".count).prefix { $0 != "?" }
      let name = address.prefix { $0 != "/" }
      guard let collection = collections.first(where: { $0.name == name }) else {
        return .failure(.unknownCollection)
      }
      let path = collection.path.appending(String(address.dropFirst(name.count + 1))).normalized
      guard let inside = path.relative(to: collection.path), !inside.isEmpty else {
        return .failure(.elsewhere)
      }
      return .success((collection.path, inside))
    }
    let typed = FilePath(named)
    let path = (typed.isAbsolute ? typed : skill.folder.appending(typed)).normalized
    for root in [skill.root] + collections.map(\.path) {
      if let inside = path.relative(to: root), !inside.isEmpty { return .success((root, inside)) }
    }
    return .failure(.elsewhere)
  }
}
