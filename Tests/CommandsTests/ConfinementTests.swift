import Foundation
import Glibc
import Memory
import Plumbing
import Providers
import Support
import Testing

/// What a watcher and a server can do once they gave up their rights.
///
/// Where the kernel has no Landlock nothing of it is promised: there these are skipped, and the run says so of each.
@Suite(
  .temporaryHouse,
  .ends(withinMinutes: 5),
  .enabled(if: Landlock.version != nil, "this kernel has no Landlock")
)
struct ConfinementTests {
  private let house = TemporaryHouse.current
  private var secret: URL { house.root.appending(path: "private/key") }

  /// A house whose index lies in a folder of its own, and a secret beside the collection.
  private func environment() throws -> [String: String] {
    try house.write("# Foxes\n", to: "foxes.md")
    let files = FileManager.default
    for folder in ["private", "config", "cache/qmd", "state/qmd", "run/qmd"] {
      try files.createDirectory(at: house.root.appending(path: folder), withIntermediateDirectories: true)
    }
    try Data("TOP-SECRET".utf8).write(to: secret)
    try Data("collections:\n  memories:\n    path: \(house.memories.path)\n".utf8).write(
      to: house.root.appending(path: "config/index.yml")
    )
    let folder = house.root.path
    return [
      "QMD_CONFIG_DIR": "\(folder)/config", "XDG_CACHE_HOME": "\(folder)/cache",
      "XDG_STATE_HOME": "\(folder)/state",
      "XDG_RUNTIME_DIR": "\(folder)/run", "QMD_LOG": "debug",
    ]
  }

  /// What became of each attempt, in order: `done`, or the system's reason.
  private func attempts(_ arguments: [String]) throws -> [String] {
    let program = TemporaryHouse.program.deletingLastPathComponent().appending(path: "confined")
    let outcome = try house.start(program, arguments, environment: environment())
    #expect(outcome.status == 0, "\(outcome.output) \(outcome.error)")
    return outcome.output.split(separator: "\n").map { $0.components(separatedBy: ": ").last ?? "" }
  }

  @Test func `what is kept can be read, what is ours written, and nothing else be done`() throws {
    let folder = house.root.path
    try FileManager.default.createSymbolicLink(
      at: house.memories.appending(path: "link.md"),
      withDestinationURL: secret
    )
    let listener = try ListeningSocket("127.0.0.1", port: 0)
    let neighbours = try SocketInFolder(at: house.root.appending(path: "bus").path)
    // A process of the same user that keeps its rights.
    let neighbour = getpid()
    let tried: [(attempt: String, isAllowed: Bool)] = [
      ("read \(folder)/memories/foxes.md", true), ("list \(folder)/memories", true),
      ("read \(folder)/config/index.yml", true), ("write \(folder)/cache/qmd/new", true),
      ("write \(folder)/state/qmd/new", true), ("write \(folder)/run/qmd/new", true),
      ("write /dev/null", true), ("read /usr/share/zoneinfo/Europe/Paris", true),
      ("read \(folder)/private/key", false), ("list \(folder)/private", false), ("list \(folder)", false),
      ("read \(folder)/memories/link.md", false), ("write \(folder)/memories/new.md", false),
      ("write \(folder)/memories/foxes.md", false), ("write \(folder)/config/index.yml", false),
      ("write \(folder)/private/new", false), ("read /etc/passwd", false), ("read /proc/self/environ", false),
      ("list /tmp", false), ("run /usr/bin/true", false), ("connect \(listener.port)", false),
      ("listen 0", false), ("meet \(neighbours.path)", false), ("ask ip", false), ("ask netlink", true),
      ("signal \(neighbour)", false),
    ]
    let confined = try attempts(tried.map(\.attempt))
    #expect(confined.count == tried.count)
    for ((attempt, isAllowed), result) in zip(tried, confined) {
      let refusals = ["Permission denied", "Operation not permitted"]
      #expect(isAllowed ? result == "done" : refusals.contains(result), "\(attempt): \(result)")
    }
    // The same attempts succeed with all rights, so it is nothing else that keeps them from succeeding.
    #expect(Set(try attempts(["--unconfined"] + tried.map(\.attempt))) == ["done"])
  }

  @Test
  func `a model at an address opens its port, and the files that names and certificates are looked up in`()
    throws
  {
    let listener = try ListeningSocket("127.0.0.1", port: 0)
    let other = try ListeningSocket("127.0.0.1", port: 0)
    let neighbours = try SocketInFolder(at: house.root.appending(path: "bus").path)
    let environment = try environment()
    let config = house.root.appending(path: "config/index.yml")
    let text = try String(contentsOf: config, encoding: .utf8)
    let model = "models:\n  embed: ollama:x\n  embed_endpoint: http://127.0.0.1:\(listener.port)\n"
    try Data((text + model).utf8).write(to: config)
    let program = TemporaryHouse.program.deletingLastPathComponent().appending(path: "confined")
    let outcome = try house.start(
      program,
      [
        "connect \(listener.port)", "connect \(other.port)", "listen 0", "meet \(neighbours.path)",
        "read /etc/hosts", "read \(secret.path)",
      ],
      environment: environment
    )
    #expect(
      outcome.output.split(separator: "\n").map { $0.hasSuffix("done") } == [
        true, false, false, false, true, false,
      ],
      "\(outcome.output)"
    )
  }

  /// The real watcher, by the one thing that it opens by name wherever links lead: a folder of models.
  ///
  /// Texts are opened by calls that refuse links by themselves, so a link there would show nothing of Landlock.
  @Test func `a watcher cannot read what lies outside`() throws {
    let real = try RealModel.folder()
    let models = house.root.appending(path: "data/qmd/models")
    try FileManager.default.createDirectory(at: models, withIntermediateDirectories: true)
    let data = ["XDG_DATA_HOME": house.root.appending(path: "data").path]
    let watched = try WatchedHouse(house, extra: data)
    try watched.start()
    try FileManager.default.createSymbolicLink(
      atPath: models.appending(path: real.path.lastComponent.text).path,
      withDestinationPath: real.path.text
    )
    try house.write("# Foxes\n\nThey are quick.\n", to: "foxes.md")
    try watched.settle()
    #expect(try watched.wait(for: "ermission denied").contains("texts are found by their words only"))
    // A process of the same user that gave up nothing reads it by the same name.
    #expect(try house.qmd("embed", environment: watched.environment).status == 0)
    let doctor = try house.qmd("doctor", environment: watched.environment)
    #expect(doctor.output.contains("reads what is kept, writes its own"))
    let status = try house.qmd("watch", "status", "--json", environment: watched.environment)
    #expect(status.output.contains(#""confined": "Landlock "#))
  }

  @Test func `a folder that is added is watched by a process that may read it`() throws {
    let watched = try WatchedHouse(house)
    try watched.start()
    let first = watched.processID
    let other = house.root.appending(path: "other")
    try FileManager.default.createDirectory(at: other, withIntermediateDirectories: true)
    try Data("# Tender\n\nSaltmarsh.\n".utf8).write(to: other.appending(path: "tender.md"))
    let config = try String(contentsOf: watched.config, encoding: .utf8)
    try Data((config + "  other:\n    path: \(other.path)\n").utf8).write(to: watched.config)
    try watched.wait(for: "2 collections are watched")
    try Data("# Tender\n\nSaltmarsh and heron.\n".utf8).write(to: other.appending(path: "tender.md"))
    try watched.settle()
    #expect(watched.processID != first)
    let found = try house.qmd("search", "heron", "--files", environment: watched.environment)
    #expect(found.output.contains("qmd://other/tender.md"))
  }

  @Test func `a root that was deleted and made anew is read again`() throws {
    let watched = try WatchedHouse(house)
    try house.write("# Old\n\nBadger.\n", to: "old.md")
    try watched.start()
    let first = watched.processID
    try FileManager.default.removeItem(at: house.memories)
    try watched.wait(for: "is not there; what is known of it is kept")
    try house.write("# New\n\nHeron.\n", to: "new.md")
    try watched.wait(for: "making way")
    var next: WatchState?
    while next.map({ !$0.isReady || $0.process == first }) ?? true {
      usleep(2_000)
      next = WatchState.read(index: watched.index)
    }
    try watched.settle()
    #expect(try watched.indexed() == watched.onDisk())
  }

  @Test func `whoever kills the one ends the other`() throws {
    let watched = try WatchedHouse(house)
    try watched.start()
    kill(watched.processID, SIGKILL)
    #expect(try watched.ended() == 137)
    let again = try WatchedHouse(house)
    try again.start()
    kill(again.monitorID, SIGKILL)
    _ = try again.ended()
    while WatchState.isAlive(index: again.index) { usleep(2_000) }
  }

  /// Whether the kernel was told that this process gets no more rights than it has: prctl(2), which Landlock asks for.
  private func isConfined(_ process: Int32) throws -> Bool {
    try String(contentsOfFile: "/proc/\(process)/status", encoding: .utf8).contains("NoNewPrivs:\t1\n")
  }

  @Test func `a server that an agent starts gives up its rights, and is followed by one that may read more`()
    throws
  {
    let environment = try environment()
    let other = house.root.appending(path: "other")
    try FileManager.default.createDirectory(at: other, withIntermediateDirectories: true)
    try Data("# Saltmarsh tender\n".utf8).write(to: other.appending(path: "tender.md"))
    let agent = try MCPProcess(house, environment: environment)
    func found() throws -> String { "\(try agent.call("query", ["query": "saltmarsh tender"]))" }
    #expect(!(try found().contains("tender.md")))
    let first = agent.children
    #expect(try first.count == 1 && first.allSatisfy(isConfined))
    #expect(try house.qmd("collection", "add", other.path, environment: environment).status == 0)
    #expect(try found().contains("tender.md"))
    // One that has all rights answers by itself, for ever.
    let deadline = Date(timeIntervalSinceNow: 20)
    while !Set(first).isDisjoint(with: agent.children), Date() < deadline { usleep(5_000) }
    #expect(Set(first).isDisjoint(with: agent.children), "it reads what it could not when it started")
    #expect(try found().contains("tender.md"))
    // For a moment there may also be the process of that one question.
    let second = agent.children
    for _ in 0..<3 { #expect(try found().contains("tender.md")) }
    let third = agent.children.filter(second.contains)
    #expect(try !third.isEmpty && third.allSatisfy(isConfined))
    #expect(try agent.end() == 0)
  }

  @Test
  func `a server over HTTP answers from a folder that was added, and is followed by one that may read it`()
    throws
  {
    let environment = try environment()
    let other = house.root.appending(path: "other")
    try FileManager.default.createDirectory(at: other, withIntermediateDirectories: true)
    try Data("# Saltmarsh tender\n".utf8).write(to: other.appending(path: "tender.md"))
    let service = try HTTPService(house, environment: environment)
    func found() throws -> String {
      let question = #"{"searches": [{"type": "lex", "query": "saltmarsh tender"}]}"#
      return "\(try service.send("/query", question).body)"
    }
    #expect(!(try found().contains("tender.md")))
    let first = service.children
    #expect(first.count == 1)
    #expect(try house.qmd("collection", "add", other.path, environment: environment).status == 0)
    #expect(try found().contains("tender.md"))
    while !Set(first).isDisjoint(with: service.children) { usleep(5_000) }
    #expect(try found().contains("tender.md"))
    // For a moment there may also be the process of that one question.
    let second = service.children
    for _ in 0..<3 { #expect(try found().contains("tender.md")) }
    #expect(!Set(second).isDisjoint(with: service.children))
    #expect(service.end() == 0)
  }
}

/// A socket with a name in a folder, at which somebody listens: as those of a session bus or of ssh-agent.
private struct SocketInFolder: ~Copyable {
  let path: String
  private let number: Int32

  init(at path: String) throws {
    self.path = path
    number = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    try #require(path.utf8.count < MemoryLayout.size(ofValue: address.sun_path))
    let bound = unsafe withUnsafeMutableBytes(of: &address) {
      let place = MemoryLayout<sockaddr_un>.offset(of: \.sun_path) ?? 2
      unsafe UnsafeMutableRawBufferPointer(rebasing: $0[place...]).copyBytes(from: path.utf8)
      let size = socklen_t($0.count)
      return unsafe bind(number, $0.assumingMemoryBound(to: sockaddr.self).baseAddress, size)
    }
    let isListening = bound == 0 && listen(number, 8) == 0
    try #require(isListening)
  }

  deinit { close(number) }
}
