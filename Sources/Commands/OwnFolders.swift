import Memory
import Plumbing

/// The folders that are the program's alone, and whether they are.
///
/// They are made with the rights 0700. Whoever else could write there would put another ledger or index in the place of
/// ours, and what agents are told would come from them.
struct OwnFolders {
  private let folders: [FilePath]

  init(_ places: Places) {
    var folders: [FilePath] = []
    for folder in [places.state, places.cache, places.runtime] where !folders.contains(folder) {
      folders.append(folder)
    }
    self.folders = folders
  }

  /// A sentence for each folder that somebody else can change: what is wrong, where, and what to do.
  var problems: [String] { folders.compactMap(problem) }

  private func problem(_ folder: FilePath) -> String? {
    guard let owner = Files.owner(of: folder), let rights = Files.rights(folder) else { return nil }
    guard owner == Launch.userID else {
      return "\(folder) belongs to user \(owner), who can change what is kept in it — sudo chown -R"
        + " \(Launch.userID) \(folder) && chmod 700 \(folder)"
    }
    // Writing, by the group or by everybody.
    guard rights & 0o022 != 0 else { return nil }
    return "\(folder) can be changed by others (mode \(String(rights, radix: 8))) — chmod 700 \(folder)"
  }
}
