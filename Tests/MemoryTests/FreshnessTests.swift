import Plumbing
import Support
import Testing

@testable import Memory

/// Answers that are true although nobody has brought the index up to date.
@Suite(.temporaryHouse)
struct FreshnessTests {
  let library = Library.current

  private func indexed(_ texts: [String: String]) throws {
    try library.write(texts)
    try library.update()
  }

  // MARK: Without a watcher

  @Test func `a new note is found`() throws {
    try indexed(["a.md": "apples"])
    try library.write("pears", to: "sub/new.md")
    let answer = try library.answer("pears")
    #expect(answer.hits.map(\.path.text) == ["sub/new.md"])
    #expect(answer.hits.first?.explanation.isFromFile == true)
    #expect(answer.freshness.source == .compared)
    #expect(answer.freshness.readNow == 1)
    #expect(try library.find("apples") == ["a.md"])
  }

  @Test func `a changed note is found by its new text and not by its old`() throws {
    try indexed(["a.md": "apples", "b.md": "apples too"])
    try library.write("pears", to: "a.md")
    #expect(try library.find("pears") == ["a.md"])
    #expect(try library.find("apples") == ["b.md"])
  }

  @Test func `a changed note is ranked beside the others, once`() throws {
    try indexed(["a.md": "# Apples\napples", "b.md": "some apples in the text", "c.md": "pears"])
    try library.write("# Apples and more\napples", to: "a.md")
    #expect(try library.find("apples") == ["a.md", "b.md"])
  }

  @Test func `a deleted note is not shown`() throws {
    try indexed(["a.md": "apples", "b.md": "apples"])
    library.remove("a.md")
    let answer = try library.answer("apples")
    #expect(answer.hits.map(\.path.text) == ["b.md"])
    #expect(answer.freshness.gone == 1)
  }

  @Test func `a renamed note is shown under its new name only`() throws {
    try indexed(["a.md": "apples"])
    try library.move("a.md", to: "b.md")
    #expect(try library.find("apples") == ["b.md"])
  }

  @Test func `a note that is no text any more is not shown`() throws {
    try indexed(["a.md": "apples"])
    try library.put([UInt8](repeating: 2, count: 100), at: library.path("a.md"))
    #expect(try library.find("apples") == [])
  }

  @Test func `a new word is suggested for a slip`() throws {
    try indexed(["a.md": "apples"])
    try library.write("the quarterly forecast", to: "b.md")
    let answer = try library.answer("forceast")
    #expect(answer.hits.map(\.path.text) == ["b.md"])
    #expect(answer.suggestions.map(\.meant) == ["forecast"])
  }

  @Test func `negation and phrases hold for what is newer than the index`() throws {
    try indexed(["a.md": "apples"])
    try library.write(["b.md": "apples with pears", "c.md": "pears of apples"])
    #expect(try library.find("apples -pears") == ["a.md"])
    #expect(try library.find("\"pears of apples\"") == ["c.md"])
  }

  @Test func `files outside the scope are not read`() throws {
    var library = library
    try library.add("work", at: "work")
    try library.write("apples", to: "a.md")
    try library.put(Array("apples".utf8), at: library.root.appending("work/w.md"))
    try library.update()
    try library.write("apples", to: "new.md")
    try library.put(Array("apples".utf8), at: library.root.appending("work/new.md"))
    var request = SearchRequest("apples", limit: nil)
    request.collections = ["work"]
    let answer = try library.answer(request)
    #expect(answer.freshness.readNow == 1)
    #expect(Set(answer.hits.map { "\($0.collection)/\($0.path)" }) == ["work/w.md", "work/new.md"])
  }

  @Test func `an answer writes nothing`() throws {
    try indexed(["a.md": "apples", "b.md": "pears"])
    try library.write("apples and pears", to: "new.md")
    try library.write("plums", to: "a.md")
    library.remove("b.md")
    let parts = ["", "-wal", ".lock"].map { FilePath(bytes: library.index.bytes + Array($0.utf8)) }
    let names = Set(Files.names(in: library.root))
    let before = try parts.map { (FileStatus.of($0), try Files.read($0)) }
    for query in ["apples", "plums", "aples", "pears -x", "nothing at all"] { _ = try library.answer(query) }
    let after = try parts.map { (FileStatus.of($0), try Files.read($0)) }
    for (part, (one, other)) in zip(parts, zip(before, after)) {
      // Not the change of its inode: SQLite run by root gives the WAL to the owner of the index each time.
      #expect(one.0?.inode == other.0?.inode && one.0?.modified == other.0?.modified, "\(part) was touched")
      #expect(one.1 == other.1, "\(part) was written")
    }
    #expect(Set(Files.names(in: library.root)) == names)
    #expect(try library.indexed() == ["notes/a.md", "notes/b.md"])
  }

  @Test(.withoutSanitizer("600 files are to be compared within the 50 ms that a search waits"))
  func `more new notes than one answer reads are counted`() throws {
    try indexed(["a.md": "apples"])
    for number in 0..<600 { try library.write("pears \(number)", to: "new/\(number).md") }
    let answer = try library.answer("pears")
    #expect(answer.freshness.readNow == Overlay.mostFiles)
    #expect(answer.freshness.leftOut == 100)
    #expect(answer.hits.count == Overlay.mostFiles)
  }

  @Test func `without an index everything is read from the files`() throws {
    try library.write(["a.md": "# Apples\nred", "b.md": "pears"])
    let answer = try library.answer("apples")
    #expect(answer.hits.map(\.path.text) == ["a.md"])
    #expect(answer.hits.first?.explanation.isFromFile == true)
    #expect(answer.freshness.readNow == 2)
    #expect(FileStatus.of(library.index) == nil)
    #expect(try library.find("applse") == ["a.md"])
    #expect(try library.answer("pears", isWatched: true).freshness.source == .compared)
  }

  @Test func `a folder that is missing is said, and what is known of it still found`() throws {
    try indexed(["a.md": "apples"])
    try Files.rename(library.notes.path, to: library.root.appending("away"))
    let answer = try library.answer("apples")
    #expect(answer.hits.map(\.path.text) == ["a.md"])
    #expect(answer.freshness.problems.count == 1)
    #expect(answer.freshness.problems.first?.contains("'notes'") == true)
  }

  @Test func `a folder without rights hides nothing that is gone elsewhere`() throws {
    try indexed(["locked/a.md": "apples", "b.md": "apples", "gone.md": "apples"])
    try Library.setRights(0, of: library.path("locked"))
    defer { try? Library.setRights(0o755, of: library.path("locked")) }
    library.remove("gone.md")
    for suffix in ["", "-wal", "-shm"] {
      try Library.setRights(0o666, of: FilePath(bytes: library.index.bytes + Array(suffix.utf8)))
    }
    let found = try asNobody { [library] in Set(try library.find("apples")) }
    #expect(found == ["locked/a.md", "b.md"])
  }

  // MARK: With a watcher

  @Test func `a watcher's index is trusted for what is not shown`() throws {
    try indexed(["a.md": "apples"])
    try library.write("apples", to: "new.md")
    let answer = try library.answer("apples", isWatched: true)
    #expect(answer.hits.map(\.path.text) == ["a.md"])
    #expect(answer.freshness.source == .watched)
    #expect(answer.freshness.readNow == 0)
  }

  @Test func `a hit whose file has changed meanwhile is corrected`() throws {
    try indexed(["a.md": "apples", "b.md": "some apples and other things"])
    try library.write("pears", to: "a.md")
    let answer = try library.answer("apples", isWatched: true)
    #expect(answer.hits.map(\.path.text) == ["b.md"])
    try library.write("new apples\n\n\napples", to: "b.md")
    let again = try library.answer("apples", isWatched: true)
    #expect(again.hits.map(\.path.text) == ["b.md"])
    #expect(again.hits.first?.passage.text.contains("new apples") == true)
  }

  @Test func `a hit whose file has gone meanwhile is not shown`() throws {
    try indexed(["a.md": "apples", "b.md": "some apples and other things"])
    library.remove("a.md")
    let answer = try library.answer("apples", isWatched: true)
    #expect(answer.hits.map(\.path.text) == ["b.md"])
    #expect(answer.freshness.gone == 1)
  }

  @Test func `what takes the place of a hit that has gone is checked as well`() throws {
    try indexed(["a.md": "# Apples\napples", "b.md": "apples", "c.md": "some apples and other things"])
    library.remove("a.md")
    library.remove("b.md")
    let answer = try library.answer(SearchRequest("apples", limit: 1), isWatched: true)
    #expect(answer.hits.map(\.path.text) == ["c.md"])
  }
}
