/// What a process may touch, each place with what was there when it was written down.
///
/// The kernel's rules are about what lies at a path, not about its name: another folder of the same name is another
/// place. So two `Rights` are compared by what the files are.
public struct Rights: Sendable {
  public enum Access: Sendable {
    /// Files are read, and names listed.
    case read
    /// The same, and files and folders are made, changed, renamed and removed.
    case write
  }

  struct Grant: Sendable {
    let path: FilePath
    let access: Access
    let device: UInt64
    let inode: UInt64
  }

  private(set) var grants: [Grant] = []
  /// TCP ports that may be connected to; nil for all of them.
  public var ports: Set<UInt16>? = []

  public init() {}

  /// Grants a file, or a folder with all that is in it; a path at which nothing is grants nothing.
  public mutating func grant(_ access: Access, _ path: FilePath) {
    guard let status = FileStatus.of(path, following: true) else { return }
    grants.append(Grant(path: path, access: access, device: status.device, inode: status.inode))
  }

  /// Whether whatever `other` grants is granted here.
  public func covers(_ other: Rights) -> Bool {
    let coversPorts =
      switch (ports, other.ports) {
      case (nil, _): true
      case (_, nil): false
      case (let mine?, let theirs?): theirs.isSubset(of: mine)
      }
    return coversPorts
      && other.grants.allSatisfy { wanted in
        grants.contains {
          $0.inode == wanted.inode && $0.device == wanted.device
            && ($0.access == .write || wanted.access == .read)
        }
      }
  }
}
