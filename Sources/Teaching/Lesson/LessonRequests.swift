public import Memory
public import Plumbing

/// Which skills want a lesson, as files: asked for by whoever finds a contract broken, answered by a process of its own.
///
/// One file a skill, named by a hash of its address and holding it. In `wanted` lies what is to be held now; a unit of
/// systemd may wait for that folder to have files in it. In `held` lies what a process has taken; what one that was
/// killed left there is taken by the next. In `waiting` lies what has to wait, with its time.
public struct LessonRequests: Sendable {
  public let folder: FilePath
  /// A file here means that a lesson is wanted now.
  public var wanted: FilePath { folder.appending("wanted") }
  private var held: FilePath { folder.appending("held") }
  private var waiting: FilePath { folder.appending("waiting") }
  /// Whoever holds lessons holds this lock.
  public var lock: FilePath { folder.appending("lock") }

  /// The requests for the skills of one index.
  public init(_ places: Places) {
    folder = places.state.appending("lessons/\(PathHash.of(places.index))")
  }

  /// Makes the folders, so that they can be watched.
  public func prepare() throws(SystemError) {
    for folder in [wanted, held, waiting] { try Files.createFolder(folder) }
  }

  /// Asks for a lesson for each skill; one that waits already goes on waiting.
  ///
  /// - Returns: whether anything is wanted now that was not before.
  public func ask(for skills: [String]) throws(SystemError) -> Bool {
    try prepare()
    var isNew = false
    for skill in skills where FileStatus.of(waiting.appending(Self.name(skill))) == nil {
      if try Files.create(wanted.appending(Self.name(skill)), with: Array(skill.utf8)) { isNew = true }
    }
    return isNew
  }

  /// Takes all that is wanted now, and what a killed process had taken.
  public func take() -> [String] {
    for name in Self.names(in: wanted) { try? Files.rename(wanted.appending(name), to: held.appending(name)) }
    return Self.names(in: held).compactMap { Self.lines(of: held.appending($0)).first }
  }

  /// Whether something is wanted now.
  public var isWanted: Bool { !Self.names(in: wanted).isEmpty }

  /// What was taken is done with.
  public func finish(_ skill: String) { Files.remove(held.appending(Self.name(skill))) }

  /// What was taken has to wait until a time of the wall clock.
  public func postpone(_ skill: String, until time: Timestamp) throws(SystemError) {
    try Files.replace(
      waiting.appending(Self.name(skill)),
      with: Array("\(skill)\n\(time.seconds)".utf8)
    )
    finish(skill)
  }

  /// When the first of those that wait is due; nil when none waits.
  public var nextDue: Timestamp? {
    Self.names(in: waiting).compactMap { Self.due(waiting.appending($0)) }.min()
  }

  /// Wants what has waited long enough.
  ///
  /// - Returns: whether anything is wanted now that was not before.
  public func wake(at now: Timestamp = .now) -> Bool {
    var isNew = false
    for name in Self.names(in: waiting) {
      let file = waiting.appending(name)
      guard let due = Self.due(file), due <= now, let skill = Self.lines(of: file).first else { continue }
      if (try? Files.create(wanted.appending(name), with: Array(skill.utf8))) ?? false { isNew = true }
      Files.remove(file)
    }
    return isNew
  }

  /// Takes back what was asked for a skill, for whoever forgets it.
  public func forget(_ skill: String) {
    for folder in [wanted, held, waiting] { Files.remove(folder.appending(Self.name(skill))) }
  }

  // MARK: Files

  private static func name(_ skill: String) -> String { String(SHA256.hex(Array(skill.utf8)).prefix(32)) }

  /// Of whole files only: one that is being written has a longer name.
  private static func names(in folder: FilePath) -> [FilePath] {
    Files.names(in: folder).filter { $0.bytes.count == 32 }.sorted()
  }

  private static func lines(of file: FilePath) -> [String] {
    let bytes = ((try? Files.read(file)) ?? nil) ?? []
    return String(decoding: bytes, as: UTF8.self).split(separator: "\n").map(String.init)
  }

  private static func due(_ file: FilePath) -> Timestamp? {
    let lines = lines(of: file)
    return lines.count > 1 ? Int64(lines[1]).map { Timestamp(seconds: $0) } : nil
  }
}
