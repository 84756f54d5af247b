import Plumbing
import Providers
import Support
import Testing

@testable import Memory

/// The file of vectors beside an index: believed when it is whole and of this index, made anew when not.
@Suite(.temporaryHouse) struct SidecarTests {
  private let embedder = ConceptEmbedder()
  private var space: String { embedder.space.name }

  private func library(_ count: Int = 20) throws -> Library {
    let library = Library.current
    for number in 0..<count {
      let word = ConceptEmbedder.groups[number % 5][number % 3]
      try library.write("# Note \(number)\n\nIt is about \(word), number \(number).\n", to: "n\(number).md")
    }
    try library.update()
    try library.embed(embedder)
    return library
  }

  private func opened(_ library: Library) throws -> VectorTable? {
    try Sidecar.open(library.reader(), space: space)
  }

  @Test func `it holds what the index holds`() throws {
    let library = try library()
    let mapped = try #require(try opened(library))
    let reader = try library.reader()
    let read = try VectorTable(reader.database, space: space, dimensions: 16)
    #expect(mapped.keys.array == read.keys.array)
    #expect(mapped.starts.array == read.starts.array)
    #expect(mapped.scales.array == read.scales.array)
    #expect(mapped.rows.array == read.rows.array)
    #expect(mapped.newest == read.newest)
    #expect(mapped.rowCount == 20)
  }

  @Test(arguments: ["missing", "cut", "emptied", "altered", "lengthened", "header"])
  func `one that cannot be believed is passed over, and made anew by the next to embed`(fault: String) throws {
    let library = try library()
    let path = Sidecar.path(of: library.index)
    var bytes = try #require(try Files.read(path))
    switch fault {
    case "missing": Files.remove(path)
    case "cut": try Files.replace(path, with: Array(bytes.dropLast(100)))
    case "emptied": try Files.replace(path, with: [])
    case "altered":
      bytes[bytes.count - 7] ^= 1
      try Files.replace(path, with: bytes)
    case "lengthened": try Files.replace(path, with: bytes + [0])
    default:
      bytes[20] ^= 1
      try Files.replace(path, with: bytes)
    }
    #expect(try opened(library) == nil)
    #expect(try library.find(meaning: "cheaper").count == 20, "the index itself answers")
    try library.embed(embedder)
    #expect(try opened(library) != nil)
  }

  @Test func `a copy that was only touched is checked and believed`() throws {
    let library = try library()
    let path = Sidecar.path(of: library.index)
    try Files.replace(path, with: try #require(try Files.read(path)))
    #expect(try opened(library) != nil)
  }

  @Test func `one of another index is none of this one`() throws {
    let library = try library()
    let kept = try #require(try Files.read(Sidecar.path(of: library.index)))
    for suffix in ["", "-wal", "-shm", ".vectors"] { Files.remove(FilePath(library.index.text + suffix)) }
    try library.update()
    try Files.replace(Sidecar.path(of: library.index), with: kept)
    #expect(try opened(library) == nil)
    try library.embed(embedder)
    #expect(try #require(try Files.read(Sidecar.path(of: library.index))) != kept)
    #expect(try opened(library) != nil)
  }

  @Test func `what came after it is found beside it; what went away is not found in it`() throws {
    let library = try library()
    let before = try #require(try opened(library)).newest
    try library.write("# Late\n\nA furious call.\n", to: "late.md")
    library.remove("n1.md")
    try library.update()
    try library.embed(embedder)
    #expect(try #require(try opened(library)).newest == before, "a few texts are not worth writing it anew")
    let found = try library.find(meaning: "upset")
    #expect(found.contains("late.md"))
    #expect(!found.contains("n1.md"))
  }

  @Test func `a user who may only read is answered from it`() throws {
    let library = try library()
    let config = library.config, index = library.index
    for path in [library.root, library.notes.path] { try Library.setRights(0o755, of: path) }
    for suffix in ["", "-wal", "-shm", ".vectors"] {
      try Library.setRights(0o644, of: FilePath(index.text + suffix))
    }
    let space = space
    let (isMapped, count) = try asNobody {
      let reader = try IndexReader(index)
      let isMapped = try Sidecar.open(reader, space: space) != nil
      let search = try Search(reader, config, isWatched: true) { _ in ConceptEmbedder() }
      return (isMapped, try search.answer(SearchRequest(meaning: "cheaper", limit: nil)).hits.count)
    }
    #expect(isMapped)
    #expect(count == 20)
  }

  @Test func `what is forgotten leaves no vector and no row`() throws {
    let library = try library()
    try library.write("# Secret\n\nAn angry candidate, a rebate, apples and a bill.\n", to: "secret.md")
    try library.update()
    try library.embed(embedder)
    try IndexWriter(library.index).makeSidecar()
    let secret = MeaningText(try #require(try Files.read(library.path("secret.md")))).passages[0]
    let vector = try embedder.vectors(of: [secret.text])[0]
    let packed = HalfFloats.packed(vector), row = ByteVector(vector).bytes.map(UInt8.init(bitPattern:))
    func traces() -> [String] {
      Files.names(in: library.index.parent).filter { name in
        guard name.text.hasPrefix("index.sqlite"), let bytes = try? Files.read(library.index.parent.appending(name))
        else { return false }
        return holds(bytes, packed) || holds(bytes, row)
      }.map(\.text).sorted()
    }
    #expect(traces().contains("index.sqlite.vectors"))
    // A draft that was begun before must not bring it back.
    let writer = try IndexWriter(library.index)
    let draft = try #require(try Sidecar.draft(writer.reader(), space: space, dimensions: 16))
    _ = try writer.batch { try writer.remove(FilePath("secret.md"), from: "notes") }
    try writer.removeUnusedVectors(forgotten: true)
    #expect(try !Sidecar.adopt(draft, writer))
    writer.removeSidecar()
    #expect(try writer.compact())
    try writer.makeSidecar()
    #expect(traces() == [])
    #expect(try #require(try opened(library)).rowCount == 20)
  }

  private func holds(_ bytes: [UInt8], _ part: [UInt8]) -> Bool {
    guard bytes.count >= part.count else { return false }
    return (0...bytes.count - part.count).contains { bytes[$0] == part[0] && bytes[$0..<$0 + part.count].elementsEqual(part) }
  }
}
