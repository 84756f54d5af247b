import Plumbing

/// The vectors of an index in a file beside it, which a search maps instead of reading a row for each passage.
///
/// A cache of a cache: made from the index alone, replaced by rename, checked before it is believed. A reader that
/// cannot use it reads the index. The file is a page of text, then four sections that begin at multiples of 64 bytes:
/// keys, starts, scales and rows of a `VectorTable`, little-endian.
enum Sidecar {
  /// Counted up whenever the sections change.
  private static let layout = 1
  private static let pageSize = 4096

  static func path(of index: FilePath) -> FilePath { FilePath(bytes: index.bytes + Array(".vectors".utf8)) }

  /// The first page of the file.
  private struct Header {
    let space: String
    let era: String
    let dimensions: Int
    let newest: Int64
    let contents: Int
    let rows: Int
    let bytes: Int
    let digest: String

    var page: [UInt8] {
      let text = """
        qmd vectors \(Sidecar.layout)
        space \(space)
        era \(era)
        dimensions \(dimensions)
        newest \(newest)
        contents \(contents)
        rows \(rows)
        bytes \(bytes)
        sha256 \(digest)

        """
      return Array(text.utf8) + Array(repeating: UInt8(ascii: " "), count: max(0, pageSize - text.utf8.count))
    }

    init(_ table: VectorTable, space: String, era: String, bytes: Int, digest: String) {
      self.space = space
      self.era = era
      dimensions = table.dimensions
      newest = table.newest
      contents = table.keys.count
      rows = table.rowCount
      self.bytes = bytes
      self.digest = digest
    }

    /// Nil when the page is not one of ours, to the byte.
    init?(_ page: [UInt8]) {
      var values: [Substring: Substring] = [:]
      for line in String(decoding: page, as: UTF8.self).split(separator: "\n") {
        guard let space = line.firstIndex(of: " ") else { continue }
        values[line[..<space]] = line[line.index(after: space)...]
      }
      func number(_ key: Substring) -> Int? { values[key].flatMap { Int($0) }.flatMap { $0 >= 0 ? $0 : nil } }
      guard let dimensions = number("dimensions"), let newest = number("newest"),
        let contents = number("contents"), let rows = number("rows"), let bytes = number("bytes"),
        dimensions > 0, dimensions < 1 << 17, contents < 1 << 32, rows < 1 << 32
      else { return nil }
      space = String(values["space"] ?? "")
      era = String(values["era"] ?? "")
      digest = String(values["sha256"] ?? "")
      self.dimensions = dimensions
      self.newest = Int64(newest)
      self.contents = contents
      self.rows = rows
      self.bytes = bytes
      guard page == self.page else { return nil }
    }
  }

  // MARK: Reading

  /// The table in the file; nil when there is none, or when it is cut short, altered, of another index, space or time.
  ///
  /// Whoever will scan it has its pages `populated` at once, instead of a few at a time.
  static func open(_ reader: IndexReader, space: String, populated: Bool = false) throws -> VectorTable? {
    guard let file = try? MappedFile(path(of: reader.path)), let page = file.bytes(0..<pageSize),
      let header = Header(page), header.bytes == file.count, header.space == space,
      let era = try reader.setting(Setting.vectorEra), era == header.era
    else { return nil }
    // A digest takes longer than a search. It is made only when the kernel says that somebody has touched the file
    // since it was written: no program can set the time of change back.
    if file.status.map({ note(of: $0, header.digest) }) != (try reader.setting(Setting.sidecar)),
      file.sha256(from: pageSize) != header.digest
    {
      return nil
    }
    var end = pageSize
    func section<Element: BitwiseCopyable>(_: Element.Type, _ count: Int) -> Numbers<Element>? {
      let start = (end + 63) / 64 * 64
      end = start + count * MemoryLayout<Element>.stride
      return file.numbers(Element.self, at: start, count: count)
    }
    guard let keys = section(UInt64.self, header.contents),
      let starts = section(UInt32.self, header.contents + 1), let scales = section(Float.self, header.rows),
      let rows = section(Int8.self, header.rows * header.dimensions), end == file.count,
      Int(starts[header.contents]) == header.rows
    else { return nil }
    if populated { file.populate(0..<file.count) }
    return VectorTable(
      dimensions: header.dimensions,
      keys: keys,
      starts: starts,
      scales: scales,
      rows: rows,
      newest: header.newest
    )
  }

  private static func note(of status: FileStatus, _ digest: String) -> String {
    "\(status.inode) \(status.size) \(status.modified) \(status.changed) \(digest)"
  }

  /// Whether making it anew is worth the writing: it is missing or of no use, a good part of the passages came after it,
  /// or a good part of its rows is of passages that are gone.
  static func isStale(_ reader: IndexReader) throws -> Bool {
    guard let (space, _) = try reader.answeringVectors() else { return false }
    guard let table = try open(reader, space: space) else { return true }
    return try reader.read { () throws(SQLiteError) in
      let count = try reader.database.statement(
        "SELECT count(*), count(*) FILTER (WHERE e.id > ?2) FROM embedded e JOIN passages p ON p.content = e.id"
          + " WHERE e.space = ?1"
      )
      count.bind(1, space)
      count.bind(2, table.newest)
      defer { count.reset() }
      guard try count.step() else { return true }
      let (all, later) = (Int(count.int(0)), Int(count.int(1)))
      let gone = table.rowCount - (all - later)
      return later > max(largestTail, all / 8) || gone > max(largestTail, all / 4)
    }
  }

  /// Passages that a search reads from the index beside the sidecar, or passes over in it: a millisecond's worth.
  private static let largestTail = 256

  // MARK: Writing

  /// A file that is complete and synced, and waits for its name.
  struct Draft: Sendable {
    let path: FilePath
    let era: String
    let digest: String
    let rows: Int
  }

  /// Writes what the index has now beside the sidecar; nil when it has nothing.
  static func draft(_ reader: IndexReader, space: String, dimensions: Int) throws -> Draft? {
    // Read first: what is taken away meanwhile makes another era, and the draft is not adopted.
    guard let era = try reader.setting(Setting.vectorEra) else { return nil }
    let table = try reader.read { () throws(SQLiteError) in
      try VectorTable(reader.database, space: space, dimensions: dimensions)
    }
    guard table.rowCount > 0 else { return nil }
    var bytes = [UInt8](repeating: 0, count: pageSize)
    append(table.keys, to: &bytes)
    append(table.starts, to: &bytes)
    append(table.scales, to: &bytes)
    append(table.rows, to: &bytes)
    let digest = SHA256.hex(bytes[pageSize...])
    let header = Header(table, space: space, era: era, bytes: bytes.count, digest: digest)
    bytes.replaceSubrange(0..<pageSize, with: header.page)
    let draft = FilePath(bytes: path(of: reader.path).bytes + Array(".\(Launch.processID)".utf8))
    try Files.replace(draft, with: bytes)
    return Draft(path: draft, era: era, digest: digest, rows: table.rowCount)
  }

  private static func append<Element>(_ numbers: Numbers<Element>, to bytes: inout [UInt8]) {
    bytes += Array(repeating: 0, count: (64 - bytes.count % 64) % 64)
    Numbers.append(numbers.array, to: &bytes)
  }

  /// The sidecar and every draft of one.
  static func files(of index: FilePath) -> [FilePath] {
    let name = path(of: index).lastComponent.bytes
    return Files.names(in: index.parent).filter { $0.bytes.starts(with: name) }.map {
      index.parent.appending($0)
    }
  }

  /// Gives a draft its name under the lock of the index; false when vectors were taken away since it was begun.
  static func adopt(_ draft: Draft, _ writer: IndexWriter) throws -> Bool {
    defer { Files.remove(draft.path) }
    return try writer.batch {
      guard try writer.reader().setting(Setting.vectorEra) == draft.era else { return false }
      let place = path(of: writer.path)
      try Files.rename(draft.path, to: place)
      if let status = FileStatus.of(place) {
        try writer.set(Setting.sidecar, to: note(of: status, draft.digest))
      }
      return true
    }
  }
}

extension IndexWriter {
  /// Removes the sidecar and what was begun of one; searches read the vectors from the index until it is made anew.
  public func removeSidecar() { for file in Sidecar.files(of: path) { Files.remove(file) } }

  /// Makes the sidecar anew, when the index answers by meaning.
  public func makeSidecar() throws {
    for _ in 0..<3 {
      let reader = reader()
      guard let (space, dimensions) = try reader.answeringVectors(),
        let draft = try Sidecar.draft(reader, space: space, dimensions: dimensions)
      else { return removeSidecar() }
      if try Sidecar.adopt(draft, self) { return }
    }
  }
}

extension IndexReader {
  /// Whether searches can map the vectors; else they read them from the index, which takes longer.
  public func hasSidecar() throws -> Bool {
    guard let space = try answeringSpace() else { return false }
    return try Sidecar.open(self, space: space) != nil
  }

  /// The space that answers, and the size of its vectors; nil when nothing is embedded.
  func answeringVectors() throws(IndexError) -> (space: String, dimensions: Int)? {
    guard let space = try answeringSpace() else { return nil }
    return try read { () throws(SQLiteError) in
      let statement = try database.statement(
        "SELECT length(numbers) / 2 FROM vectors WHERE space = ?1 LIMIT 1"
      )
      statement.bind(1, space)
      return try statement.integer().map { (space, Int($0)) }
    }
  }
}
