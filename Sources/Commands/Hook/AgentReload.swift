import Memory
import Plumbing

/// Tells agents that can read their skills anew that one of them was changed.
///
/// A file in the state folder holds the time of the last change by us and the sessions that know of it, a line each. Each
/// session is told once; one that starts afterwards has read the skills as they are.
enum AgentReload {
  private static func file(_ places: Places) -> FilePath { places.state.appending("skills-changed") }

  /// A skill was changed by us.
  static func note(_ places: Places) {
    try? Files.createFolder(places.state)
    try? Files.replace(file(places), with: Array("\(Timestamp.now.iso8601)\n".utf8))
  }

  /// Whether a session is to read its skills anew; from here on it is known to have been told.
  static func isDue(_ beginning: SessionBeginning, _ places: Places) -> Bool {
    let file = file(places)
    guard let bytes = (try? Files.read(file)) ?? nil else { return false }
    let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n").map(String.init)
    guard !lines.dropFirst().contains(beginning.session) else { return false }
    Spool(file).append(Array(beginning.session.utf8))
    return !beginning.isNew
  }
}

/// That a session of an agent begins, or goes on after its context was made anew.
struct SessionBeginning: Equatable {
  let session: String
  /// Whether the agent has only just been started, and so has just read its skills.
  let isNew: Bool
}
