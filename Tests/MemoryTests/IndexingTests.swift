import Glibc
import Plumbing
import Support
import Testing

@testable import Memory

@Suite(.temporaryHouse)
struct IndexingTests {
  let library = Library.current

  // MARK: Saves

  @Test func `a first index finds every note`() throws {
    try library.write(["a.md": "apples", "sub/b.md": "pears", "sub/deep/c.md": "plums", "picture.png": "x"])
    #expect(try library.update() == Tally(added: 3))
    #expect(try library.indexed() == ["notes/a.md", "notes/sub/b.md", "notes/sub/deep/c.md"])
    #expect(try library.find("pears") == ["sub/b.md"])
  }

  @Test func `an edited note is found by its new text only`() throws {
    try library.write(["a.md": "apples", "b.md": "other"])
    try library.update()
    try library.write("pears", to: "a.md")
    #expect(try library.update() == Tally(updated: 1, unchanged: 1))
    #expect(try library.find("pears") == ["a.md"])
    #expect(try library.find("apples") == [])
  }

  @Test func `an edit of the same length within the same moment is seen`() throws {
    let indexer = Indexer(try IndexWriter(library.index), library.config)
    for round in 0..<40 {
      try library.write("version\(round % 10)", to: "a.md")
      _ = try indexer.reconcile(library.notes)
      #expect(
        try library.value("SELECT hash FROM documents") == SHA256.hex(Array("version\(round % 10)".utf8))
      )
    }
  }

  @Test func `a file that was changed just now is read when the clock has gone on`() throws {
    let reader = try FileReader(library.notes, roots: [library.notes.path], settles: true)
    try library.write("apples", to: "a.md")
    let file = reader.read(FilePath("a.md"), knownHash: nil)
    let changed = try #require(file?.status.changed)
    #expect(Timestamp.now.nanoseconds - changed >= FileReader.tick)
  }

  @Test func `a renamed note is found under its new name`() throws {
    try library.write("apples", to: "a.md")
    try library.update()
    try library.move("a.md", to: "sub/fruit.md")
    #expect(try library.update() == Tally(added: 1, removed: 1))
    #expect(try library.find("apples") == ["sub/fruit.md"])
    try library.checkIntegrity()
  }

  @Test func `a deleted note is not found`() throws {
    try library.write(["a.md": "apples", "b.md": "pears"])
    try library.update()
    library.remove("a.md")
    #expect(try library.update() == Tally(unchanged: 1, removed: 1))
    #expect(try library.indexed() == ["notes/b.md"])
    #expect(try library.value("SELECT count(*) FROM files") == "1")
  }

  @Test func `the same text at two places is kept once and goes with the last`() throws {
    try library.write(["a.md": "apples", "b.md": "apples"])
    try library.update()
    #expect(try library.value("SELECT count(*) FROM content") == "1")
    #expect(try library.find("apples").sorted() == ["a.md", "b.md"])
    library.remove("a.md")
    try library.update()
    #expect(try library.find("apples") == ["b.md"])
    library.remove("b.md")
    try library.update()
    #expect(try library.value("SELECT count(*) FROM content") == "0")
    try library.checkIntegrity()
  }

  @Test func `unchanged files are not read`() throws {
    try library.write(["a.md": "apples", "b.md": "pears"])
    try library.update()
    // Whoever reads the files now finds another hash than the one on record.
    try library.tamper(
      "UPDATE content SET hash = '0' || hash; UPDATE documents SET hash = '0' || hash;"
        + "UPDATE files SET hash = '0' || hash"
    )
    #expect(try library.update() == Tally(unchanged: 2))
    try library.touch("a.md")
    #expect(try library.update() == Tally(updated: 1, unchanged: 1))
  }

  @Test func `touching a note leaves its text alone`() throws {
    try library.write("apples", to: "a.md")
    try library.update()
    let before = try library.value("SELECT created_at FROM documents")
    let changed = try library.value("SELECT changed FROM files")
    try library.touch("a.md")
    #expect(try library.update() == Tally(unchanged: 1))
    #expect(try library.value("SELECT created_at FROM documents") == before)
    #expect(try library.value("SELECT changed FROM files") != changed)
    let entry = try #require(try library.reader().entry(FilePath("a.md"), in: "notes"))
    #expect(entry.status == FileStatus.of(library.path("a.md")))
  }

  @Test func `a note that turns into a picture goes, and comes back as a note`() throws {
    try library.write("apples", to: "a.md")
    try library.update()
    try library.put([UInt8](repeating: 1, count: 400), at: library.path("a.md"))
    #expect(try library.update() == Tally(refused: 1))
    #expect(try library.find("apples") == [])
    #expect(try library.problems() == ["a.md": "The file is not text."])
    try library.checkIntegrity()
    try library.write("apples again", to: "a.md")
    #expect(try library.update() == Tally(added: 1))
    #expect(try library.find("apples") == ["a.md"])
    #expect(try library.problems().isEmpty)
  }

  // MARK: Odd files

  @Test(
    arguments: [
      ("empty", [], "The file is blank."),
      ("white space", Array(" \n\t\r\n".utf8), "The file is blank."),
      ("binary", Array(0..<32) + Array(0..<32), "The file is not text."),
    ] as [(String, [UInt8], String)]
  )
  func `a file that is no text is listed with its reason`(kind: String, bytes: [UInt8], reason: String) throws
  {
    try library.put(bytes, at: library.path("odd.md"))
    try library.write("apples", to: "a.md")
    #expect(try library.update() == Tally(added: 1, refused: 1))
    #expect(try library.problems() == ["odd.md": reason])
    #expect(try library.update() == Tally(unchanged: 1), "a refused file is not read again")
  }

  @Test(
    arguments: [
      ("latin-1", Array("caf".utf8) + [0xE9] + Array(" orchard".utf8)),
      ("a byte order mark and CRLF", [0xEF, 0xBB, 0xBF] + Array("# Title\r\norchard\r\n".utf8)),
      ("UTF-16", [0xFF, 0xFE] + Array("orchard".utf8).flatMap { [$0, 0] }),
      ("a NUL", Array("an".utf8) + [0] + Array("orchard".utf8)),
      ("direction marks", Array("\u{202E}the\u{202C} \u{200B}orchard".utf8)),
      ("accents without end", Array(("e" + String(repeating: "\u{301}", count: 400) + " orchard").utf8)),
    ] as [(String, [UInt8])]
  )
  func `odd bytes are indexed, and the file is left alone`(kind: String, bytes: [UInt8]) throws {
    try library.put(bytes, at: library.path("odd.md"))
    try library.update()
    #expect(try library.find("orchard") == ["odd.md"])
    #expect(try Files.read(library.path("odd.md")) == bytes)
    expectSameBytes(try library.reader().bytes(of: SHA256.hex(bytes)), bytes)
    library.remove("odd.md")
    try library.update()
    try library.checkIntegrity()
  }

  @Test func `a pipe by the name of a note is not waited for`() throws {
    try library.makeFIFO("x.md")
    try library.write("apples", to: "a.md")
    #expect(try library.update() == Tally(added: 1, refused: 1))
    #expect(try library.problems() == ["x.md": "not a plain file, so it is not read"])
  }

  @Test func `a file that takes the place of a note while it is read is judged by what is opened`() throws {
    try library.write("apples", to: "a.md")
    let reader = try FileReader(library.notes, roots: [library.notes.path], settles: false)
    library.remove("a.md")
    let gone = reader.read(FilePath("a.md"), knownHash: nil)
    #expect(gone?.path == nil)
    try Files.createFolder(library.path("a.md"))
    let folder = reader.read(FilePath("a.md"), knownHash: nil)
    #expect(folder?.path == nil, "a folder is no note")
  }

  @Test func `nothing outside the folder is read, whatever the path says`() throws {
    try library.put(Array("secret".utf8), at: library.root.appending("secret.md"))
    let reader = try FileReader(library.notes, roots: [library.notes.path], settles: false)
    let file = reader.read(FilePath("../secret.md"), knownHash: nil)
    guard case .refused = file?.result else {
      Issue.record("read from outside: \(String(describing: file))")
      return
    }
  }

  @Test func `a note of more than two megabytes is indexed by its beginning`() throws {
    let line = "filler words of no interest\n"
    let text = "beginning\n" + String(repeating: line, count: 110_000) + "ending\n"
    try library.write(text, to: "long.md")
    #expect(try library.update() == Tally(added: 1))
    #expect(try library.find("beginning") == ["long.md"])
    #expect(try library.find("ending") == [])
    #expect(try library.value("SELECT length FROM content") == "\(FileReader.limit)")
    library.remove("long.md")
    try library.update()
    try library.checkIntegrity()
  }

  @Test func `a character that is cut by the limit leaves the index whole`() throws {
    try library.put(Array(String(repeating: "漢", count: 700_000).utf8), at: library.path("han.md"))
    #expect(try library.update() == Tally(added: 1))
    try library.checkIntegrity()
    library.remove("han.md")
    try library.update()
    try library.checkIntegrity()
  }

  // MARK: Names

  @Test(
    arguments: [
      Array("new\nline.md".utf8), [0x66, 0xFF, 0xFE] + Array(".md".utf8), Array("-rf.md".utf8),
      Array("'; DROP TABLE documents; --.md".utf8),
      Array(repeating: UInt8(ascii: "n"), count: 252) + Array(".md".utf8),
      Array("tab\there.md".utf8), Array("e\u{301}.md".utf8), Array("ünï漢字.md".utf8), Array("%41?#&.md".utf8),
      Array("\\\"quoted\".md".utf8), Array(" .md".utf8),
    ] as [[UInt8]]
  )
  func `any name is indexed, found, opened and forgotten`(name: [UInt8]) throws {
    let path = FilePath(bytes: name)
    try library.put(Array("apples".utf8), at: library.notes.path.appending(path))
    #expect(try library.update() == Tally(added: 1))
    #expect(try library.answer("apples").hits.map(\.path.bytes) == [name])
    #expect(try library.reader().entry(path, in: "notes")?.path == path)
    #expect(try library.update() == Tally(unchanged: 1))
    Files.remove(library.notes.path.appending(path))
    #expect(try library.update() == Tally(removed: 1))
    try library.checkIntegrity()
  }

  @Test func `names that look alike are different notes`() throws {
    for name in ["caf\u{E9}.md", "cafe\u{301}.md", "Cafe.md", "cafe.md"] {
      try library.write("apples", to: name)
    }
    #expect(try library.update() == Tally(added: 4))
    #expect(try library.answer("apples").hits.count == 4)
  }

  @Test func `folders nested without end are indexed to a depth and then listed`() throws {
    let deepest = FolderWalk.deepest
    // Removed from within, because no call takes the whole path.
    let folder = library.path(Array(repeating: "d", count: deepest + 2).joined(separator: "/"))
    try library.put(Array("buried".utf8), at: folder.appending("x.md"))
    try library.write(["d/d/reachable.md": "apples", "gone.md": "pears"])
    #expect(try library.update().added == 2)
    #expect(try library.find("apples") == ["d/d/reachable.md"])
    #expect(try library.problems().count == 1)
    // A folder that cannot be read says nothing about files elsewhere.
    library.remove("gone.md")
    #expect(try library.update().removed == 1)
  }

  @Test func `a path that is too long to be opened is listed`() throws {
    let name = String(repeating: "n", count: 250)
    let half = Array(repeating: name, count: 9).joined(separator: "/")
    // Two halves put together, as no call takes the whole path.
    let start = library.root.appending("half")
    try library.put(Array("apples".utf8), at: start.appending(half).appending("x.md"))
    try Files.createFolder(library.path(half))
    try Files.rename(start, to: library.path(half).appending("half"))
    try library.write("apples", to: "a.md")
    #expect(try library.update() == Tally(added: 1, refused: 1))
    #expect(
      try library.problems().values.map { $0 } == ["its path is longer than 4095 bytes — move it further up"]
    )
    #expect(try library.find("apples") == ["a.md"])
    #expect(try Subprocess.run("rm", ["-rf", library.path(name).text]) == 0)
    _ = try library.update()
    #expect(try library.problems().isEmpty)
  }

  // MARK: Links

  @Test func `a link to a note of a collection is an alias`() throws {
    try library.write("apples", to: "real.md")
    try library.link("alias.md", to: library.path("real.md"))
    try library.link("relative.md", to: FilePath("real.md"))
    #expect(try library.update().added == 1)
    #expect(try library.find("apples") == ["real.md"])
    #expect(try library.problems().isEmpty)
    #expect(
      try library.value("SELECT alias FROM files WHERE path = 'alias.md'") == library.path("real.md").text
    )
  }

  @Test
  func
    `a link that leaves the collections is listed, and nobody is told to include all that lies beside its target`()
    throws
  {
    let outside = library.root.appending("outside")
    try library.put(Array("secret apples".utf8), at: outside.appending("x.md"))
    try library.link("x.md", to: outside.appending("x.md"))
    try library.link("folder", to: outside)
    #expect(try library.update() == Tally(refused: 2))
    #expect(try library.find("apples") == [])
    for (name, target) in [("x.md", outside.appending("x.md")), ("folder", outside)] {
      #expect(
        try library.problems()[name]
          == "a link to \(target), outside every collection, so it is not read — copy the file here, or keep its"
          + " folder as a collection of its own"
      )
    }
  }

  @Test func `a link is no problem any more once its target is in a collection`() throws {
    var library = library
    let outside = library.root.appending("outside")
    try library.put(Array("apples".utf8), at: outside.appending("x.md"))
    try library.link("x.md", to: outside.appending("x.md"))
    try library.update()
    try library.add("outside", at: "outside")
    try library.update()
    #expect(try library.problems().isEmpty)
    #expect(try library.indexed() == ["outside/x.md"])
  }

  @Test func `a link to nothing is listed until something is there`() throws {
    try library.link("x.md", to: FilePath("later.md"))
    #expect(try library.update() == Tally(refused: 1))
    #expect(try library.problems() == ["x.md": "a link to nothing (later.md)"])
    try library.write("apples", to: "later.md")
    try library.update()
    #expect(try library.problems().isEmpty)
  }

  @Test func `a ring of links is listed`() throws {
    try library.link("a.md", to: FilePath("b.md"))
    try library.link("b.md", to: FilePath("a.md"))
    try library.link("self", to: FilePath("."))
    try library.update()
    #expect(Set(try library.problems().keys) == ["a.md", "b.md"])
  }

  @Test func `a link swapped in behind the walk does not lead outside`() throws {
    let outside = library.root.appending("outside")
    try library.put(Array("secret".utf8), at: outside.appending("x.md"))
    try library.write("apples", to: "sub/x.md")
    let reader = try FileReader(library.notes, roots: [library.notes.path], settles: false)
    try library.move("sub/x.md", to: "elsewhere.md")
    try Files.rename(library.path("sub"), to: library.root.appending("old"))
    try library.link("sub", to: outside)
    let file = reader.read(FilePath("sub/x.md"), knownHash: nil)
    guard case .refused = file?.result else {
      Issue.record("read through a link: \(String(describing: file))")
      return
    }
  }

  // MARK: Roots

  @Test func `overlapping collections each have the note`() throws {
    var library = library
    try library.add("inner", at: "memories/sub")
    try library.write(["a.md": "apples", "sub/b.md": "apples"])
    #expect(try library.update() == Tally(added: 3))
    #expect(try library.indexed() == ["notes/a.md", "notes/sub/b.md", "inner/b.md"])
    try library.write("pears", to: "sub/b.md")
    #expect(try library.update() == Tally(updated: 2, unchanged: 1))
    #expect(try library.value("SELECT count(*) FROM content") == "2")
  }

  @Test func `a folder that is not there keeps what is known of it`() throws {
    try library.write("apples", to: "a.md")
    try library.update()
    try Files.rename(library.notes.path, to: library.root.appending("away"))
    let error = #expect(throws: RootError.self) { try library.update() }
    #expect("\(try #require(error))".contains("what is known of it is kept"))
    #expect("\(try #require(error))".contains("qmd collection remove notes"))
    #expect(try library.indexed() == ["notes/a.md"])
    try Files.rename(library.root.appending("away"), to: library.notes.path)
    #expect(try library.update() == Tally(unchanged: 1))
  }

  @Test func `a root that is a file is refused by name`() throws {
    var library = library
    try library.put([], at: library.root.appending("file"))
    library.collections[0].path = library.root.appending("file")
    let error = #expect(throws: RootError.self) { try library.update() }
    #expect("\(try #require(error))".contains("which is not a folder"))
  }

  @Test func `a folder without rights keeps its notes, and others go on`() throws {
    try library.write(["locked/a.md": "apples", "b.md": "pears", "gone.md": "plums"])
    try library.update()
    try Library.setRights(0, of: library.path("locked"))
    defer { try? Library.setRights(0o755, of: library.path("locked")) }
    library.remove("gone.md")
    try library.write("cherries", to: "b.md")
    try Library.setRights(0o777, of: library.root)
    for suffix in ["", "-wal", "-shm", ".lock"] {
      try Library.setRights(0o666, of: FilePath(bytes: library.index.bytes + Array(suffix.utf8)))
    }
    let tally = try asNobody { [library] in try library.update() }
    #expect(tally == Tally(updated: 1, removed: 1))
    #expect(try library.indexed() == ["notes/b.md", "notes/locked/a.md"])
    let problem = try #require(try library.problems()["locked"])
    #expect(problem.contains("may not be read (permission denied)"))

    try Library.setRights(0o755, of: library.path("locked"))
    #expect(try library.update().added == 0)
    #expect(try library.problems().isEmpty)
    #expect(try library.indexed() == ["notes/b.md", "notes/locked/a.md"])
  }

  @Test func `a note without rights is listed, and found when it has them`() throws {
    try library.write("apples", to: "a.md")
    try Library.setRights(0, of: library.path("a.md"))
    try Library.setRights(0o777, of: library.root)
    let tally = try asNobody { [library] in try library.update() }
    #expect(tally == Tally(refused: 1))
    let problem = try #require(try library.problems()["a.md"])
    #expect(problem == "may not be read (permission denied) — check its rights")
    try Library.setRights(0o644, of: library.path("a.md"))
    #expect(try library.update() == Tally(added: 1))
  }

  @Test func `a forgotten collection is dropped, and nothing else`() throws {
    var library = library
    try library.add("work", at: "work")
    try library.write("apples", to: "a.md")
    try library.put(Array("apples".utf8), at: library.root.appending("work/b.md"))
    try library.update()
    library.collections.removeLast()
    let indexer = Indexer(try IndexWriter(library.index), library.config)
    #expect(try indexer.dropForgottenCollections() == 1)
    #expect(try library.value("SELECT group_concat(collection) FROM files") == "notes")
    #expect(try library.find("apples") == ["a.md"])
    try library.checkIntegrity()
  }

  @Test func `what the pattern or an ignore rule keeps out goes when they change`() throws {
    var library = library
    try library.write(["a.md": "apples", "drafts/b.md": "apples", "c.txt": "apples"])
    try library.update()
    library.collections[0].pattern = "**/*.{md,txt}"
    library.collections[0].ignore = ["drafts/**"]
    #expect(try library.update() == Tally(added: 1, unchanged: 1, removed: 1))
    #expect(try library.indexed() == ["notes/a.md", "notes/c.txt"])
  }

  // MARK: Parts

  @Test func `a part of the tree is brought in by itself`() throws {
    try library.write([
      "sub/a.md": "apples", "sub/b.md": "pears", "sub-way.md": "x", "sub0.md": "x", "z.md": "x",
    ])
    try library.update()
    library.remove("sub/a.md")
    library.remove("sub-way.md")
    library.remove("sub0.md")
    library.remove("z.md")
    let indexer = Indexer(try IndexWriter(library.index), library.config)
    let tally = try indexer.reconcile(
      library.notes,
      below: FilePath("sub"),
      settles: true,
      entering: nil
    )
    #expect(tally == Tally(unchanged: 1, removed: 1))
    #expect(try library.indexed() == ["notes/sub-way.md", "notes/sub/b.md", "notes/sub0.md", "notes/z.md"])
    try Files.rename(library.path("sub"), to: library.root.appending("elsewhere"))
    _ = try indexer.reconcile(library.notes, below: FilePath("sub"), settles: true, entering: nil)
    #expect(try library.indexed() == ["notes/sub-way.md", "notes/sub0.md", "notes/z.md"])
  }

  @Test func `progress ends at the whole`() throws {
    for number in 0..<200 { try library.write("note \(number)", to: "\(number).md") }
    let indexer = Indexer(try IndexWriter(library.index), library.config)
    var steps: [Int] = []
    _ = try indexer.reconcile(library.notes) { progress in
      #expect(progress.total == 200)
      steps.append(progress.done)
    }
    #expect(steps == steps.sorted())
    #expect(steps.last == 200)
    #expect(steps.count > 2)
  }

  // MARK: Integrity

  @Test(arguments: [1, 2, 3] as [UInt64])
  func `the index is the disk after a storm of edits`(seed: UInt64) throws {
    var random = SplitMix64(seed)
    let words = "apple pear Straße 漢字 กิน plum’s naïve — x1 v2.0 \u{0} fig".split(separator: " ")
    let indexer = Indexer(try IndexWriter(library.index), library.config)
    var truth: [String: String] = [:]
    for edit in 1...200 {
      let path =
        "\(["", "sub/", "sub/deep/"].randomElement(using: &random) ?? "")\(Int.random(in: 0..<12, using: &random)).md"
      switch Int.random(in: 0..<6, using: &random) {
      case 0:
        library.remove(path)
        truth[path] = nil
      case 1:
        if let (old, text) = truth.sorted(by: { $0.key < $1.key }).randomElement(using: &random), old != path
        {
          try library.move(old, to: path)
          truth[old] = nil
          truth[path] = text
        }
      default:
        let count = Int.random(in: 1..<40, using: &random)
        let text = (0..<count).map { _ in words.randomElement(using: &random) ?? "" }.joined(separator: " ")
        try library.write(text, to: path)
        truth[path] = text
      }
      if edit % 20 == 0 {
        _ = try indexer.reconcile(library.notes)
        let entries = try indexer.writer.reader().entries(in: "notes")
        #expect(
          Dictionary(uniqueKeysWithValues: entries.map { ($0.path.text, $0.hash) })
            == truth.mapValues { SHA256.hex(Array($0.utf8)) }
        )
      }
    }
    try library.checkIntegrity()
  }

  @Test func `a text index that drifted from its texts is told`() throws {
    try library.write("# Fruit\napples", to: "a.md")
    try library.update()
    try library.checkIntegrity()
    try library.tamper("UPDATE documents SET title = 'Something else'")
    let error = #expect(throws: IndexError.self) { try library.checkIntegrity() }
    guard case .damaged = error else {
      Issue.record("said \(String(describing: error))")
      return
    }
  }
}

extension Tally {
  init(added: Int = 0, updated: Int = 0, unchanged: Int = 0, removed: Int = 0, refused: Int = 0) {
    self.init()
    self.added = added
    self.updated = updated
    self.unchanged = unchanged
    self.removed = removed
    self.refused = refused
  }
}
