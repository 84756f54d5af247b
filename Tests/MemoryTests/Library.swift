import Foundation
import Glibc
import Plumbing
import Support
import Testing

@testable import Memory

/// Collections and an index in the temporary house of a test, with the file operations that users' programs do.
struct Library: Sendable {
  let root: FilePath
  var collections: [Memory.Collection]

  /// The library of the test that is running: one collection, `notes`.
  static var current: Library {
    let root = FilePath(TemporaryHouse.current.root.path)
    let notes = Memory.Collection(name: "notes", path: root.appending("memories"))
    return Library(root: root, collections: [notes])
  }

  var index: FilePath { root.appending("index.sqlite") }
  var notes: Memory.Collection { collections[0] }
  var config: Config { Config(collections: collections) }

  /// A further collection, with its folder.
  mutating func add(_ name: String, at folder: String, includeByDefault: Bool = true) throws {
    let path = root.appending(folder)
    try Files.createFolder(path)
    collections.append(Memory.Collection(name: name, path: path, includeByDefault: includeByDefault))
  }

  /// A path in the folder of the first collection.
  func path(_ relative: String) -> FilePath { notes.path.appending(relative) }

  // MARK: Files

  func write(_ text: String, to relative: String) throws { try put(Array(text.utf8), at: path(relative)) }

  func write(_ texts: [String: String]) throws {
    for (path, text) in texts { try write(text, to: path) }
  }

  /// Writes a file in place, with the folders it needs.
  func put(_ bytes: [UInt8], at path: FilePath) throws {
    try Files.createFolder(path.parent)
    let file = try unsafe Self.call("open", path) {
      unsafe open($0, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
    }
    defer { close(file) }
    if let failure = Standard.write(bytes, to: file) { throw failure }
  }

  func remove(_ relative: String) { Files.remove(path(relative)) }

  func move(_ old: String, to new: String) throws {
    try Files.createFolder(path(new).parent)
    try Files.rename(path(old), to: path(new))
  }

  func link(_ relative: String, to target: FilePath) throws {
    try Files.createFolder(path(relative).parent)
    try unsafe Self.call("symlink", path(relative)) { name in
      unsafe target.text.withCString { unsafe symlink($0, name) }
    }
  }

  func makeFIFO(_ relative: String) throws {
    try unsafe Self.call("mkfifo", path(relative)) { unsafe mkfifo($0, 0o600) }
  }

  /// Sets both times of a file, to now.
  func touch(_ relative: String) throws {
    try unsafe Self.call("utimensat", path(relative)) { unsafe utimensat(AT_FDCWD, $0, nil, 0) }
  }

  static func setRights(_ rights: mode_t, of path: FilePath) throws {
    try unsafe call("chmod", path) { unsafe chmod($0, rights) }
  }

  static func rights(of path: FilePath) throws -> mode_t {
    var status = stat()
    try unsafe call("stat", path) { unsafe stat($0, &status) }
    return status.st_mode & 0o7777
  }

  @discardableResult
  private static func call(
    _ name: String,
    _ path: FilePath,
    _ body: (UnsafePointer<CChar>) -> Int32
  ) throws -> Int32 {
    let terminated = (path.bytes + [0]).map { CChar(bitPattern: $0) }
    let code = unsafe terminated.withUnsafeBufferPointer { buffer in
      unsafe buffer.baseAddress.map { unsafe body($0) } ?? -1
    }
    guard code >= 0 else { throw SystemError(name, on: path.text) }
    return code
  }

  // MARK: Index

  /// Brings all collections in, as `qmd update` does.
  @discardableResult
  func update() throws -> Tally {
    let indexer = Indexer(try IndexWriter(index), config)
    var tally = Tally()
    for collection in collections { tally.add(try indexer.reconcile(collection)) }
    return tally
  }

  func reader() throws -> IndexReader { try IndexReader(index) }

  /// Paths that can be found, by collection and path: `notes/a.md`.
  func indexed() throws -> [String] {
    let reader = try reader()
    return try collections.flatMap { collection in
      try reader.entries(in: collection.name).map { "\(collection.name)/\($0.path)" }
    }
  }

  func problems() throws -> [String: String] {
    Dictionary(try reader().problems().map { ($0.path.text, $0.reason) }) { first, _ in first }
  }

  /// One value of the index, by SQL.
  func value(_ sql: String) throws -> String? {
    try Database(index, mode: .readOnly).statement(sql).string()
  }

  /// Changes the index behind everybody's back.
  func tamper(_ sql: String) throws {
    let writer = try IndexWriter(index)
    try writer.batch { try writer.database.execute(sql) }
  }

  /// Throws when the text index holds other words than the texts.
  func checkIntegrity() throws {
    let writer = try IndexWriter(index)
    try writer.batch {
      try writer.database.execute(
        "INSERT INTO documents_fts(documents_fts, rank) VALUES('integrity-check', 1)"
      )
    }
    #expect(try writer.database.statement("PRAGMA integrity_check").string() == "ok")
    #expect(
      try writer.database.statement(
        "SELECT count(*) FROM content WHERE hash NOT IN (SELECT hash FROM documents)"
      ).integer() == 0,
      "a text that no document has is kept"
    )
  }

  // MARK: Search

  func answer(_ request: SearchRequest, isWatched: Bool = false) throws -> SearchAnswer {
    let reader = FileStatus.of(index) == nil ? nil : try reader()
    return try Search(reader, config, isWatched: isWatched).answer(request)
  }

  func answer(_ text: String, isWatched: Bool = false) throws -> SearchAnswer {
    try answer(SearchRequest(text, limit: nil), isWatched: isWatched)
  }

  /// Paths of what a question finds, best first.
  func find(_ text: String) throws -> [String] { try answer(text).hits.map(\.path.text) }
}

/// Runs `body` as a user who is not root, on a thread of its own: the rights of files count there.
///
/// setfsuid(2) is the thread's own, so the other tests stay who they are. Without root `body` runs as it is.
func asNobody<Value: Sendable>(_ body: @escaping @Sendable () throws -> Value) throws -> Value {
  let results = Mailbox<Result<Value, any Error>>()
  let thread = BlockingThread {
    if geteuid() == 0 {
      for name in ["setfsgid", "setfsuid"] {
        guard let symbol = unsafe dlsym(nil, name) else { continue }
        typealias Call = @convention(c) (uid_t) -> Int32
        // Fine because both are declared int (*)(uid_t) in <sys/fsuid.h>, which is not imported.
        _ = unsafe unsafeBitCast(symbol, to: Call.self)(65_534)
      }
    }
    results.send(Result { try body() })
  }
  thread.join()
  return try #require(results.receive().first).get()
}

/// A generator whose numbers come back with its seed: SplitMix64 of Vigna, 2015.
struct SplitMix64: RandomNumberGenerator {
  private var state: UInt64

  init(_ seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}
