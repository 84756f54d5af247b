import Foundation
import Glibc
import Plumbing
import Support
import Testing

@testable import Memory

@Suite(.temporaryHouse)
struct StoreTests {
  let library = Library.current

  private func beside(_ suffix: String) -> FilePath {
    FilePath(bytes: library.index.bytes + Array(suffix.utf8))
  }

  /// Index files that were moved aside.
  private func aside() -> [FilePath] {
    Files.names(in: library.root).filter {
      $0.text.contains(".aside-") && !$0.text.contains("sqlite.aside-wal")
    }
    .filter { !$0.text.hasSuffix("-wal") && !$0.text.hasSuffix("-shm") }
    .map { library.root.appending($0) }
  }

  // MARK: New

  @Test func `a new index is its owner's alone and in WAL mode`() throws {
    let writer = try IndexWriter(library.index)
    try writer.batch { try writer.set("key", to: "value") }
    #expect(try writer.database.statement("PRAGMA journal_mode").string() == "wal")
    #expect(writer.notice == nil)
    for suffix in ["", "-wal", "-shm", ".lock"] {
      #expect(try Library.rights(of: beside(suffix)) == 0o600, "index.sqlite\(suffix)")
    }
  }

  @Test func `the folder of an index is made, private`() throws {
    let folder = library.root.appending("cache/qmd")
    _ = try IndexWriter(folder.appending("index.sqlite"))
    #expect(try Library.rights(of: folder) == 0o700)
  }

  @Test func `an index that cannot be made says where`() throws {
    try library.put([], at: library.root.appending("file"))
    let error = #expect(throws: IndexError.self) {
      try IndexWriter(library.root.appending("file/index.sqlite"))
    }
    #expect("\(try #require(error))".contains("file/index.sqlite"))
  }

  @Test func `nothing to read is said with what to do`() throws {
    let error = #expect(throws: IndexError.self) { try IndexReader(library.index) }
    guard case .missing(let path) = error else {
      Issue.record("said \(String(describing: error))")
      return
    }
    #expect(path == library.index)
    #expect("\(try #require(error))".contains("qmd update"))
    #expect(FileStatus.of(library.index) == nil, "a reader makes no file")
  }

  @Test func `an empty file is no index yet`() throws {
    try library.put([], at: library.index)
    let error = #expect(throws: IndexError.self) { try IndexReader(library.index) }
    guard case .missing = error else {
      Issue.record("said \(String(describing: error))")
      return
    }
    try library.write("apples", to: "a.md")
    #expect(try library.update() == Tally(added: 1))
  }

  // MARK: Not ours

  private func makeForeign() throws {
    let database = try Database(library.index, mode: .readWrite)
    try database.execute(
      "PRAGMA journal_mode = WAL; CREATE TABLE documents(path TEXT); INSERT INTO documents VALUES('theirs.md')"
    )
  }

  @Test func `an index of another program is moved aside, named and kept`() throws {
    try makeForeign()
    let refused = #expect(throws: IndexError.self) { try IndexReader(library.index) }
    #expect("\(try #require(refused))".contains("another program"))

    let writer = try IndexWriter(library.index)
    let kept = try #require(aside().first)
    let notice = try #require(writer.takeNotice())
    #expect(notice.contains("another program") && notice.contains(kept.text))
    #expect(writer.takeNotice() == nil, "said once")
    let theirs = try Database(kept, mode: .readOnly)
    #expect(try theirs.statement("SELECT path FROM documents").string() == "theirs.md")
    try library.write("apples", to: "a.md")
    #expect(try library.update() == Tally(added: 1))
  }

  @Test func `two that are moved aside within a second are both kept`() throws {
    for _ in 0..<3 {
      try makeForeign()
      _ = try IndexWriter(library.index)
      for suffix in ["", "-wal", "-shm"] { Files.remove(beside(suffix)) }
    }
    #expect(aside().count == 3)
  }

  @Test func `an index of a newer version is moved aside`() throws {
    try library.write("apples", to: "a.md")
    try library.update()
    try library.tamper("PRAGMA user_version = 99")
    let refused = #expect(throws: IndexError.self) { try IndexReader(library.index) }
    #expect("\(try #require(refused))".contains("newer qmd (version 99)"))
    let writer = try IndexWriter(library.index)
    #expect(writer.notice?.contains("newer qmd (version 99)") == true)
    let kept = try Database(try #require(aside().first), mode: .readOnly)
    #expect(try kept.statement("SELECT count(*) FROM documents").integer() == 1)
    #expect(try library.update() == Tally(added: 1))
  }

  @Test func `an index of an older version is for the writer to bring up`() throws {
    try library.update()
    try library.tamper("PRAGMA user_version = 0")
    let refused = #expect(throws: IndexError.self) { try IndexReader(library.index) }
    guard case .older = refused else {
      Issue.record("said \(String(describing: refused))")
      return
    }
  }

  /// What two indices can be compared by: their tables, and what stands in them.
  private func contents(_ path: FilePath) throws -> [String] {
    let database = try Database(path, mode: .readOnly)
    var found: [String] = []
    var queries = ["SELECT name, sql FROM sqlite_schema WHERE name NOT LIKE 'sqlite_%'"]
    queries += ["files", "content", "documents", "settings", "embedded", "passages", "vectors"]
      .map { "SELECT '\($0)', * FROM \($0)" }
    for query in queries {
      let rows = try database.statement(query)
      while try rows.step() {
        found.append((0..<14).map { rows.optionalText($0) ?? "-" }.joined(separator: "|"))
      }
    }
    return found.sorted()
  }

  @Test func `a filled index of the first version is brought up, and is like a new one`() throws {
    try library.write(["a.md": "# Apples\n\nThe harvest.", "b.md": "pears"])
    try library.update()
    try IndexWriter(library.index).checkpoint(truncating: true)
    for suffix in ["-wal", "-shm"] { Files.remove(beside(suffix)) }
    let new = library.root.appending("new.sqlite")
    try Files.rename(library.index, to: new)
    do {
      let old = try Database(library.index, mode: .readWrite)
      try Schema.defineFunctions(old)
      try old.execute("PRAGMA auto_vacuum = INCREMENTAL; PRAGMA journal_mode = WAL")
      try old.execute(Schema.migrations[0])
      try old.execute("ATTACH DATABASE '\(new)' AS new")
      for table in ["files", "content", "documents", "settings"] {
        try old.execute("INSERT INTO \(table) SELECT * FROM new.\(table)")
      }
      try old.execute(
        """
        INSERT INTO documents_fts(documents_fts) VALUES('rebuild');
        PRAGMA user_version = 1;
        PRAGMA application_id = \(Schema.applicationID);
        """
      )
    }
    let refused = #expect(throws: IndexError.self) { try IndexReader(library.index) }
    guard case .older = refused else {
      Issue.record("said \(String(describing: refused))")
      return
    }
    let writer = try IndexWriter(library.index)
    #expect(writer.notice == nil)
    #expect(aside().isEmpty)
    #expect(try writer.database.statement("PRAGMA user_version").integer() == Schema.version)
    #expect(try contents(library.index) == contents(new))
    try library.checkIntegrity()
    #expect(try library.find("harvest") == ["a.md"])
    #expect(try library.update() == Tally(unchanged: 2), "no text is read again")
  }

  @Test func `a migration that was interrupted leaves a new file`() throws {
    let database = try Database(library.index, mode: .readWrite)
    try Schema.defineFunctions(database)
    struct PowerCut: Error {}
    #expect(throws: PowerCut.self) {
      try database.transaction {
        try database.execute(Schema.migrations[0])
        throw PowerCut()
      }
    }
    try library.write("apples", to: "a.md")
    #expect(try library.update() == Tally(added: 1))
    #expect(aside().isEmpty)
  }

  // MARK: Damage

  enum Damage: String, CaseIterable {
    case randomFirstPage, zeroedFirstPage, truncated, text
  }

  @Test(arguments: Damage.allCases)
  func `a damaged index is moved aside and rebuilt from the files`(damage: Damage) throws {
    for number in 0..<50 { try library.write("apples and pears, number \(number)", to: "\(number).md") }
    try library.update()
    try IndexWriter(library.index).checkpoint(truncating: true)
    for suffix in ["-wal", "-shm"] { Files.remove(beside(suffix)) }
    var bytes = try #require(try Files.read(library.index))
    var random = SplitMix64(7)
    switch damage {
    case .randomFirstPage: for index in 0..<4096 { bytes[index] = UInt8.random(in: 0...255, using: &random) }
    case .zeroedFirstPage: for index in 0..<4096 { bytes[index] = 0 }
    case .truncated: bytes.removeLast(bytes.count - 4096 * 3)
    case .text: bytes = Array("this is no database, whatever its name".utf8)
    }
    try library.put(bytes, at: library.index)

    let refused = #expect(throws: IndexError.self) { try IndexReader(library.index) }
    guard case .damaged = refused else {
      Issue.record("said \(String(describing: refused))")
      return
    }
    #expect(try library.update() == Tally(added: 50))
    let kept = try #require(aside().first)
    #expect(try Files.read(kept) == bytes, "what was damaged is kept as it was")
    #expect(try library.find("number 7").first == "7.md")
    try library.checkIntegrity()
  }

  @Test func `damage that shows later is told, and the index is begun anew`() throws {
    for number in 0..<300 {
      try library.write(
        "apples \(number) " + String(repeating: "x\(number) ", count: 200),
        to: "\(number).md"
      )
    }
    try library.update()
    try IndexWriter(library.index).checkpoint(truncating: true)
    var bytes = try #require(try Files.read(library.index))
    for index in (4096 * 4)..<(bytes.count - 4096) { bytes[index] = 0x5A }
    try library.put(bytes, at: library.index)

    let writer = try IndexWriter(library.index)
    let indexer = Indexer(writer, library.config)
    let error = #expect(throws: IndexError.self) { try indexer.reconcile(library.notes) }
    guard case .damaged = error else {
      Issue.record("said \(String(describing: error))")
      return
    }
    try writer.rebuild()
    #expect(writer.takeNotice()?.contains(try #require(aside().first).text) == true)
    #expect(try indexer.reconcile(library.notes) == Tally(added: 300))
    try library.checkIntegrity()
  }

  // MARK: Under an open writer

  @Test func `an index that was deleted under a writer is begun anew and said`() throws {
    try library.write("apples", to: "a.md")
    let writer = try IndexWriter(library.index)
    let indexer = Indexer(writer, library.config)
    _ = try indexer.reconcile(library.notes)
    #expect(!writer.isReplaced)
    Files.remove(library.index)
    #expect(writer.isReplaced)
    try writer.batch { try writer.set("key", to: "value") }
    #expect(try #require(writer.takeNotice()).contains("was deleted or replaced"))
    #expect(!writer.isReplaced)
    #expect(try indexer.reconcile(library.notes) == Tally(added: 1))
    #expect(try library.value("SELECT value FROM settings WHERE key = 'key'") == "value")
    #expect(try library.find("apples") == ["a.md"])
    try library.checkIntegrity()
  }

  @Test func `an index that was put in the place of another is the one that is written`() throws {
    let writer = try IndexWriter(library.index)
    let other = library.root.appending("other.sqlite")
    _ = try IndexWriter(other)
    try Files.rename(other, to: library.index)
    try writer.batch { try writer.set("key", to: "value") }
    #expect(try library.value("SELECT value FROM settings") == "value")
  }

  @Test(arguments: ["-wal", "-shm"])
  func `a log that was deleted under a writer loses nothing`(suffix: String) throws {
    try library.write("apples", to: "a.md")
    let writer = try IndexWriter(library.index)
    let indexer = Indexer(writer, library.config)
    _ = try indexer.reconcile(library.notes)
    Files.remove(beside(suffix))
    #expect(writer.isReplaced)
    try library.write("pears", to: "b.md")
    #expect(try indexer.reconcile(library.notes) == Tally(added: 1, unchanged: 1))
    #expect(!writer.isReplaced)
    #expect(try library.indexed() == ["notes/a.md", "notes/b.md"])
    try library.checkIntegrity()
  }

  @Test func `what is left of the old index is not read into the one that took its place`() throws {
    for number in 0..<60 { try library.write("apples and pears \(number)", to: "\(number).md") }
    let writer = try IndexWriter(library.index)
    _ = try Indexer(writer, library.config).reconcile(library.notes)
    #expect(try #require(FileStatus.of(beside("-wal"))).size > 0, "nothing is checkpointed yet")
    let other = library.root.appending("other.sqlite")
    do {
      let restored = try IndexWriter(other)
      try restored.batch { try restored.set("key", to: "restored") }
      try restored.checkpoint(truncating: true)
    }
    try Files.rename(other, to: library.index)
    try writer.batch { try writer.set("batch", to: "next") }
    #expect(try library.value("SELECT group_concat(value) FROM settings") == "restored,next")
    #expect(try library.indexed() == [])
    try library.checkIntegrity()
  }

  @Test func `a writer can be opened anew after a failure`() throws {
    let writer = try IndexWriter(library.index)
    try writer.batch { try writer.set("key", to: "value") }
    try writer.reopen()
    #expect(writer.notice == nil)
    #expect(try writer.reader().setting("key") == "value")
  }

  @Test func `what a failed batch wrote is taken back`() throws {
    let writer = try IndexWriter(library.index)
    struct Stop: Error {}
    #expect(throws: Stop.self) {
      try writer.batch {
        try writer.set("key", to: "value")
        throw Stop()
      }
    }
    #expect(try writer.reader().setting("key") == nil)
    #expect(!FileLock.isHeld(IndexWriter.lockPath(library.index)))
  }

  // MARK: Together

  @Test func `a reader works while a batch is under way, and sees the last one whole`() throws {
    try library.write("apples", to: "a.md")
    let writer = try IndexWriter(library.index)
    let indexer = Indexer(writer, library.config)
    _ = try indexer.reconcile(library.notes)
    let reader = try library.reader()
    try writer.batch {
      _ = try writer.remove(FilePath("a.md"), from: "notes")
      #expect(try reader.entries(in: "notes").count == 1)
      #expect(try library.indexed() == ["notes/a.md"], "one that opens meanwhile, too")
    }
    #expect(try reader.entries(in: "notes").isEmpty)
  }

  @Test func `two writers take turns`() throws {
    let outcomes = Mailbox<String>()
    let threads = (0..<2).map { number in
      BlockingThread { [index = library.index] in
        do {
          let writer = try IndexWriter(index)
          for round in 0..<200 {
            try writer.batch {
              guard FileLock.isHeld(IndexWriter.lockPath(index)) else { throw IndexError.locked(index) }
              let seen = Int(try writer.reader().setting("sum") ?? "0") ?? 0
              try writer.set("sum", to: "\(seen + 1)")
              let bytes = Array("writer \(number) round \(round)".utf8)
              let path = FilePath("\(number)/\(round % 50).md")
              let hash = SHA256.hex(bytes)
              let status = FileStatus(kind: .file, device: 1, inode: 1, size: 1, modified: 1, changed: 1)
              _ = try writer.write(
                ReadFile(
                  collection: "notes",
                  path: path,
                  status: status,
                  result: .document(
                    hash: hash,
                    try Document.read(bytes, path: path),
                    packed: Zstd.pack(bytes),
                    length: bytes.count
                  )
                )
              )
            }
            if round % 40 == 0 { try writer.tidy() }
          }
          outcomes.send("done")
        } catch {
          outcomes.send("\(error)")
        }
      }
    }
    for thread in threads { thread.join() }
    #expect(outcomes.receive() == ["done", "done"])
    #expect(try library.value("SELECT value FROM settings WHERE key = 'sum'") == "400", "no batch was lost")
    #expect(try library.value("SELECT count(*) FROM documents") == "100")
    try library.checkIntegrity()
  }

  @Test func `readers beside a writer are never told that it is locked`() throws {
    try library.write("apples", to: "a.md")
    let writer = try IndexWriter(library.index)
    _ = try Indexer(writer, library.config).reconcile(library.notes)
    let outcomes = Mailbox<String>()
    let threads = (0..<3).map { _ in
      BlockingThread { [library] in
        do {
          for _ in 0..<60 {
            let reader = try IndexReader(library.index)
            guard try reader.entries(in: "notes").count == 1 else { throw SystemError("read", on: "nothing") }
          }
          outcomes.send("done")
        } catch {
          outcomes.send("\(error)")
        }
      }
    }
    for round in 0..<150 {
      try writer.batch { try writer.set("round", to: "\(round)") }
      if round % 10 == 0 { try writer.checkpoint(truncating: true) }
    }
    for thread in threads { thread.join() }
    #expect(outcomes.receive() == ["done", "done", "done"])
  }

  // MARK: Rights

  @Test func `a user who may only read can search`() throws {
    try library.write("apples", to: "a.md")
    try library.update()
    for suffix in ["", "-wal", "-shm"] { try Library.setRights(0o644, of: beside(suffix)) }
    try Library.setRights(0o555, of: library.root)
    defer { try? Library.setRights(0o755, of: library.root) }
    let found = try asNobody { [library] in try library.find("apples") }
    #expect(found == ["a.md"])
  }

  @Test func `a user who may not write is told so`() throws {
    try library.update()
    for suffix in ["", "-wal", "-shm", ".lock"] { try Library.setRights(0o444, of: beside(suffix)) }
    try Library.setRights(0o555, of: library.root)
    defer { try? Library.setRights(0o755, of: library.root) }
    let said = try asNobody { [library] in
      do {
        try library.update()
        return "nothing"
      } catch {
        return "\(error)"
      }
    }
    #expect(said.contains(library.index.text) && said.contains("ermission denied"), "\(said)")
  }

  // MARK: Settings and room

  @Test func `settings are kept, replaced and missing`() throws {
    let writer = try IndexWriter(library.index)
    try writer.batch {
      try writer.set("a", to: "1")
      try writer.set("b", to: "")
      try writer.set("a", to: "two\nlines ünï")
    }
    let reader = try library.reader()
    #expect(try reader.setting("a") == "two\nlines ünï")
    #expect(try reader.setting("b") == "")
    #expect(try reader.setting("c") == nil)
  }

  @Test func `tidying gives back the room of what went`() throws {
    var random = SplitMix64(5)
    for number in 0..<200 {
      let text = (0..<1_500).map { _ in String(random.next(), radix: 36) }.joined(separator: " ")
      try library.write(text, to: "\(number).md")
    }
    try library.update()
    let writer = try IndexWriter(library.index)
    try writer.tidy(everything: true)
    let full = try #require(FileStatus.of(library.index)).size
    try writer.batch { _ = try writer.removeAll(below: FilePath(""), from: "notes") }
    try writer.tidy(everything: true)
    #expect(try #require(FileStatus.of(library.index)).size < full / 10)
    #expect(FileStatus.of(beside("-wal"))?.size == 0)
    try library.checkIntegrity()
  }

  private func writerWithOverlargeLog() throws -> IndexWriter {
    let writer = try IndexWriter(library.index)
    try writer.batch { try writer.set("large", to: String(repeating: "x", count: 26 << 20)) }
    #expect(writer.isLogOverlarge)
    return writer
  }

  private func readerInLog() throws -> IndexReader {
    let reader = try IndexReader(library.index)
    try reader.database.execute("BEGIN")
    #expect(try reader.setting("large") != nil)
    return reader
  }

  @Test func `an overlarge log is emptied when those who read in it are done`() throws {
    let writer = try writerWithOverlargeLog()
    let (file, begun) = (library.index, DispatchSemaphore(value: 0))
    let reading = BlockingThread {
      do {
        let reader = try readerInLog()
        begun.signal()
        // All of the log is in the file now, and only this transaction is waited for.
        while FileStatus.of(file)?.size ?? 0 < 26 << 20 { usleep(1_000) }
        try reader.database.execute("COMMIT")
      } catch {
        Issue.record(error)
        begun.signal()
      }
    }
    begun.wait()
    try writer.limitLog()
    reading.join()
    #expect(FileStatus.of(beside("-wal"))?.size == 0)
    #expect(try writer.reader().setting("large")?.count == 26 << 20)
  }

  @Test func `an overlarge log does not wait for one that was stopped while it read`() throws {
    let writer = try writerWithOverlargeLog()
    let reader = try readerInLog()
    let began = Moment.now
    try writer.limitLog()
    #expect(Moment.now.milliseconds(since: began) < 4_000, "a lock is waited for five seconds")
    #expect(writer.isLogOverlarge)
    try writer.batch { try writer.set("key", to: "value") }
    try reader.database.execute("COMMIT")
    try writer.limitLog()
    #expect(FileStatus.of(beside("-wal"))?.size == 0)
    #expect(try writer.reader().setting("key") == "value")
  }

  @Test func `a collection that gets another name keeps its notes`() throws {
    try library.write("apples", to: "a.md")
    try library.update()
    let writer = try IndexWriter(library.index)
    try writer.batch { try writer.renameCollection("notes", to: "journal") }
    var renamed = library
    renamed.collections[0].name = "journal"
    #expect(try renamed.update() == Tally(unchanged: 1))
    #expect(try renamed.indexed() == ["journal/a.md"])
  }

  // MARK: Looking up

  @Test func `documents are looked up by place, ending and docid`() throws {
    try library.write(["a.md": "apples", "sub/a.md": "pears", "sub/ba.md": "plums"])
    try library.update()
    let reader = try library.reader()
    #expect(try reader.entries(endingIn: FilePath("a.md")).map(\.path.text) == ["a.md", "sub/a.md"])
    #expect(
      try reader.entries(in: "notes", below: FilePath("sub")).map(\.path.text) == ["sub/a.md", "sub/ba.md"]
    )
    let hash = SHA256.hex(Array("pears".utf8))
    #expect(
      try reader.entries(hashPrefix: String(hash.prefix(6).uppercased())).map(\.path.text) == ["sub/a.md"]
    )
    #expect(try reader.entry(FilePath("sub/a.md"), in: "notes")?.docid == "#" + hash.prefix(6))
    #expect(try reader.bytes(of: hash) == Array("pears".utf8))
    #expect(try reader.bytes(of: "none") == nil)
    #expect(try reader.counts()["notes"]?.documents == 3)
    #expect(try reader.textBytes() == 16)
  }
}
