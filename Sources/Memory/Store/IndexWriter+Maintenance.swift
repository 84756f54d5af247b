public import Plumbing

/// Making an index small again, checking it, and putting one back that was moved aside.
extension IndexWriter {
  /// Merges the text index, rewrites the file without what was deleted and empties the log.
  ///
  /// Afterwards no byte of a removed text is left in the file or its log.
  ///
  /// - Returns: false when a reader kept the log from being emptied.
  public func compact() throws -> Bool {
    try batch { try database.execute("INSERT INTO documents_fts(documents_fts) VALUES('optimize')") }
    return try locked {
      try database.execute("VACUUM")
      try database.checkpoint(truncating: true)
      let log = FileStatus.of(FilePath(bytes: path.bytes + Array("-wal".utf8)), following: true)
      return log?.size ?? 0 == 0
    }
  }

  /// Compares the text index with the texts; the sentence that SQLite has for what is wrong.
  public func textIndexProblem() throws -> String? {
    try locked {
      do throws(SQLiteError) {
        try database.execute("INSERT INTO documents_fts(documents_fts, rank) VALUES('integrity-check', 1)")
        return nil
      } catch {
        guard error.isDamage else { throw error }
        return error.message
      }
    }
  }

  /// Moves the index aside and begins it anew where SQLite finds its pages or the text index damaged.
  ///
  /// Reads the whole file, so it is for those who start, and for those who were told to run `qmd update`.
  public func mendIfDamaged() throws {
    if try isDamaged() { try rebuild() }
  }

  private func isDamaged() throws -> Bool {
    try locked {
      do throws(SQLiteError) {
        // Without a rank the text index is checked by itself, and not against every text.
        try database.execute("INSERT INTO documents_fts(documents_fts) VALUES('integrity-check')")
        return try database.statement("PRAGMA quick_check(1)").string() != "ok"
      } catch {
        guard error.isDamage else { throw error }
        return true
      }
    }
  }

  /// Indexes beside `path` that were moved aside, the newest last.
  public static func setAside(_ path: FilePath) -> [FilePath] {
    let prefix = path.lastComponent.bytes + Array(".aside-".utf8)
    return Files.names(in: path.parent)
      .filter { name in
        name.bytes.starts(with: prefix) && !name.text.hasSuffix("-wal") && !name.text.hasSuffix("-shm")
      }
      .sorted().map { path.parent.appending($0) }
  }

  /// Puts the newest index that was moved aside back in its place; the present one is moved aside instead.
  ///
  /// - Returns: what was put back, and where the present one is now; nil when there is none to put back.
  public static func restore(_ path: FilePath) throws -> (restored: FilePath, replaced: FilePath?)? {
    guard let newest = setAside(path).last else { return nil }
    let lock = try lock(path)
    defer { lock.release() }
    let replaced = FileStatus.of(path) == nil ? nil : try moveAside(path)
    do throws(SystemError) {
      try Files.rename(newest, to: path)
      for suffix in ["-wal", "-shm"] {
        let part = FilePath(bytes: newest.bytes + Array(suffix.utf8))
        if FileStatus.of(part) != nil {
          try Files.rename(part, to: FilePath(bytes: path.bytes + Array(suffix.utf8)))
        }
      }
    } catch {
      throw IndexError.cannotOpen(path, reason: "\(error.call): \(error.reason)")
    }
    return (newest, replaced)
  }
}

extension IndexReader {
  /// What SQLite's own check finds wrong with the file, a line each; empty when it is sound.
  public func damages() throws(IndexError) -> [String] {
    try read { () throws(SQLiteError) in
      let statement = try database.statement("PRAGMA quick_check(5)")
      defer { statement.reset() }
      var lines: [String] = []
      while try statement.step() { lines.append(statement.text(0)) }
      return lines == ["ok"] ? [] : lines
    }
  }
}
