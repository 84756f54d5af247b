package import Foundation
import Glibc
import Memory
package import Plumbing

/// A temporary house with one collection, `memories`, and the real `qmd watch` running over it.
package final class WatchedHouse {
  package let house: TemporaryHouse
  package let environment: [String: String]
  private var process = Process()
  private var transcript: Transcript?

  package var index: FilePath { FilePath(environment["INDEX_PATH"] ?? house.index.path) }
  package var config: URL { house.root.appending(path: "config/index.yml") }
  /// The watcher's own number; who was started is its monitor.
  package var processID: Int32 {
    // 0 is what it says before it says anything, and would mean all of us.
    let said = WatchState.read(index: index)?.process ?? 0
    return said > 0 ? said : process.processIdentifier
  }
  package var monitorID: Int32 { process.processIdentifier }
  package var isRunning: Bool { process.isRunning }

  /// Its surroundings; `extra` variables come beside them, and before them.
  package init(_ house: TemporaryHouse, extra: [String: String] = [:]) throws {
    self.house = house
    environment = house.surroundings().merging([
      "INDEX_PATH": house.index.path,
      "QMD_CONFIG_DIR": house.root.appending(path: "config").path,
      "XDG_RUNTIME_DIR": house.root.appending(path: "run").path,
      "XDG_STATE_HOME": house.root.appending(path: "state").path, "QMD_LOG": "debug",
    ]) { $1 }.merging(extra) { $1 }
    try FileManager.default.createDirectory(
      at: config.deletingLastPathComponent(),
      withIntermediateDirectories: true
    )
    try Data("collections:\n  memories:\n    path: \(house.memories.path)\n".utf8).write(to: config)
  }

  /// Everything that the watcher, or the last one, said.
  package var said: String { transcript?.said ?? "" }

  /// Starts the watcher, and waits until it has looked at everything once.
  ///
  /// `wrapper` is a command that runs what follows it, such as strace; `program` may be another build of qmd.
  package func start(through wrapper: [String] = [], program: URL = TemporaryHouse.program) throws {
    try launch(through: wrapper, program: program)
    try wait(for: "watching")
  }

  /// Starts the watcher, and waits for nothing.
  package func launch(through wrapper: [String] = [], program: URL = TemporaryHouse.program) throws {
    let command = wrapper + [program.path, "watch"]
    process = Process()
    process.executableURL = URL(filePath: command[0])
    process.arguments = Array(command.dropFirst())
    process.environment = environment
    process.currentDirectoryURL = house.root
    let errors = PrivatePipe()
    process.standardError = errors.writing
    process.standardOutput = FileHandle.nullDevice
    try process.run()
    try errors.writing.close()
    transcript = Transcript(errors.reading)
  }

  /// Waits until the watcher has said `sentence`; everything said so far is returned.
  ///
  /// A sentence that never comes fails the test after two minutes of silence.
  @discardableResult
  package func wait(for sentence: String) throws -> String {
    guard let transcript, transcript.waits(for: sentence) else {
      throw Ended(said: "not “\(sentence)”, but: \(said)")
    }
    return transcript.said
  }

  /// Waits until everything that was saved before now is in the index.
  ///
  /// A question gets no answer where something failed that was asked about, such as a folder that was just unmounted, or
  /// where one watcher follows another; it is then put again.
  package func settle(seconds: UInt64 = 30) throws {
    let seconds = seconds * UInt64(Sanitizer.slowness)
    let deadline = Moment.now.advanced(milliseconds: seconds * 1_000)
    while !Synchronization.run(index: index, milliseconds: seconds * 1_000 / 3) {
      guard Moment.now < deadline else { throw Ended(said: "no answer to a cookie") }
      Pause.nanoseconds(20_000_000)
    }
  }

  /// Path → SHA-256 of every document of the collection, as the index has it.
  package func indexed() throws -> [String: String] {
    let database = try Database(index, mode: .readOnly)
    let rows = try database.statement(
      "SELECT path, hash FROM documents WHERE collection = 'memories' AND active = 1"
    )
    var found: [String: String] = [:]
    while try rows.step() { found[rows.text(0)] = rows.text(1) }
    return found
  }

  /// The same as the disk has it: every plain `*.md` file with text, outside of hidden folders.
  package func onDisk() -> [String: String] {
    var found: [String: String] = [:]
    let keys: [URLResourceKey] = [.isRegularFileKey, .isSymbolicLinkKey]
    let all = FileManager.default.enumerator(
      at: house.memories,
      includingPropertiesForKeys: keys,
      options: [.skipsHiddenFiles]
    )
    for case let file as URL in all ?? FileManager.DirectoryEnumerator() {
      let values = try? file.resourceValues(forKeys: Set(keys))
      guard values?.isRegularFile == true, values?.isSymbolicLink == false, file.pathExtension == "md",
        let data = try? Data(contentsOf: file), data.contains(where: { $0 > 0x20 })
      else { continue }
      found[String(file.path.dropFirst(house.memories.path.count + 1))] = SHA256.hex(Array(data))
    }
    return found
  }

  /// Ends the watcher as systemd would, and gives all that it said.
  @discardableResult
  package func stop() throws -> String {
    guard process.isRunning else { return said }
    end(SIGTERM)
    return transcript?.whole() ?? ""
  }

  /// Ends the watcher in the middle of whatever it does.
  package func kill() { end(SIGKILL) }

  /// The status with which the watcher ended.
  package var status: Int32 { process.terminationStatus }

  private func end(_ signal: Int32) {
    guard process.isRunning else { return }
    // A program that traces it would leave it running; it ends with what it traces.
    _ = Glibc.kill(processID, signal)
    // One that has just begun may say its number only now.
    while signal == SIGKILL, process.isRunning {
      _ = Glibc.kill(processID, signal)
      Pause.nanoseconds(5_000_000)
    }
    process.waitUntilExit()
    Sanitizer.examine(said, of: "watch")
  }

  /// Waits until the monitor has ended too, and gives its status.
  package func ended() throws -> Int32 {
    process.waitUntilExit()
    return process.terminationStatus
  }

  /// The watcher ended, or did not answer.
  package struct Ended: Error, CustomStringConvertible {
    package let said: String
    package var description: String { "the watcher did not go on; it said: \(said)" }
  }

  deinit { end(SIGKILL) }
}
