import Plumbing

/// What agents asked and were shown: added from the spool, taken out by `qmd lookups forget`.
extension Ledger {
  static let lookupTables = """
    CREATE TABLE lookups(
      id TEXT PRIMARY KEY,
      at TEXT NOT NULL,
      agent TEXT NOT NULL,
      session TEXT NOT NULL,
      query TEXT NOT NULL,
      text TEXT,
      best REAL NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX lookups_at ON lookups(at);
    CREATE TABLE lookup_entries(
      lookup TEXT NOT NULL REFERENCES lookups(id),
      position INTEGER NOT NULL,
      document TEXT NOT NULL,
      address TEXT,
      is_skill INTEGER NOT NULL,
      score REAL NOT NULL,
      PRIMARY KEY(lookup, position)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX lookup_entries_document ON lookup_entries(document);
    CREATE TABLE openings(
      id TEXT PRIMARY KEY,
      at TEXT NOT NULL,
      document TEXT NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX openings_document ON openings(document, at);
    """

  /// Takes over what hooks have left in the spool; a line that was taken before is known by its name.
  ///
  /// - Returns: how many lookups were new.
  @discardableResult
  public func takeOver(_ spool: LookupSpool) throws(LedgerError) -> Int {
    var added = 0
    try spool.take { (lookups, openings) throws(LedgerError) in
      guard !lookups.isEmpty || !openings.isEmpty else { return }
      try write {
        for lookup in lookups where try add(lookup) { added += 1 }
        for opening in openings {
          let row = try database.statement(
            "INSERT OR IGNORE INTO openings(id, at, document) VALUES(?1, ?2, ?3)"
          )
          row.bind(1, opening.id)
          row.bind(2, opening.at)
          row.bind(3, opening.document)
          try row.run()
        }
      }
    }
    return added
  }

  private func add(_ lookup: Lookup) throws -> Bool {
    let known = try database.statement("SELECT 1 FROM lookups WHERE id = ?1")
    known.bind(1, lookup.id)
    guard try known.integer() == nil else { return false }
    let row = try database.statement(
      "INSERT INTO lookups(id, at, agent, session, query, text, best) VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7)"
    )
    for (index, value) in [lookup.id, lookup.at, lookup.agent, lookup.session, lookup.query].enumerated() {
      row.bind(Int32(index + 1), value)
    }
    row.bind(6, lookup.text)
    row.bind(7, real: lookup.best)
    try row.run()
    for (position, entry) in lookup.entries.enumerated() {
      let row = try database.statement(
        """
        INSERT INTO lookup_entries(lookup, position, document, address, is_skill, score)
        VALUES(?1, ?2, ?3, ?4, ?5, ?6)
        """
      )
      row.bind(1, lookup.id)
      row.bind(2, Int64(position))
      row.bind(3, entry.document)
      row.bind(4, entry.address)
      row.bind(5, entry.isSkill ? 1 : 0)
      row.bind(6, real: entry.score)
      try row.run()
    }
    return true
  }

  // MARK: Reading

  /// So long after it was shown a document counts as read because of it, in days.
  private static let attention = 1.0 / 24

  /// What was asked, newest first; of an entry it is told whether it was read within the hour.
  public func lookups(limit: Int = .max) throws -> [Lookup] {
    let rows = try database.statement(
      """
      SELECT l.id, l.at, l.agent, l.session, l.query, l.text, l.best, e.document, e.address, e.is_skill, e.score,
        EXISTS (SELECT 1 FROM openings o WHERE o.document = e.document AND o.at >= l.at
          AND julianday(o.at) - julianday(l.at) < ?2)
      FROM (SELECT * FROM lookups ORDER BY at DESC, id LIMIT ?1) l LEFT JOIN lookup_entries e ON e.lookup = l.id
      ORDER BY l.at DESC, l.id, e.position
      """
    )
    rows.bind(1, Int64(clamping: limit))
    rows.bind(2, real: Self.attention)
    defer { rows.reset() }
    var found: [Lookup] = []
    while try rows.step() {
      var entries: [Lookup.Entry] = []
      if let document = rows.optionalText(7) {
        entries.append(
          Lookup.Entry(
            document: document,
            address: rows.optionalText(8),
            isSkill: rows.int(9) != 0,
            score: rows.double(10),
            isOpened: rows.int(11) != 0
          )
        )
      }
      if let last = found.last, last.id == rows.text(0) {
        entries = last.entries + entries
        found.removeLast()
      }
      found.append(
        Lookup(
          id: rows.text(0),
          at: rows.text(1),
          agent: rows.text(2),
          session: rows.text(3),
          query: rows.text(4),
          text: rows.optionalText(5),
          best: rows.double(6),
          entries: entries
        )
      )
    }
    return found
  }

  // MARK: Forgetting

  /// Takes out every lookup, or those whose text holds `words`; nothing of them is left in the file's free pages.
  ///
  /// - Returns: how many.
  public func forgetLookups(holding words: String? = nil) throws(LedgerError) -> Int {
    var count = 0
    try erase {
      let matching = words == nil ? "" : " WHERE instr(lower(coalesce(text, '')), lower(?1)) > 0"
      let counting = try database.statement("SELECT count(*) FROM lookups\(matching)")
      if let words { counting.bind(1, words) }
      count = Int(try counting.integer() ?? 0)
      for sql in [
        "DELETE FROM lookup_entries WHERE lookup IN (SELECT id FROM lookups\(matching))",
        "DELETE FROM lookups\(matching)",
      ] {
        let statement = try database.statement(sql)
        if let words { statement.bind(1, words) }
        try statement.run()
      }
      if words == nil { try database.execute("DELETE FROM openings") }
    }
    return count
  }

  /// Takes a document out of all that was shown and read.
  func forgetLookups(of address: String) throws {
    for sql in [
      "DELETE FROM lookup_entries WHERE document = ?1", "DELETE FROM openings WHERE document = ?1",
    ] {
      let statement = try database.statement(sql)
      statement.bind(1, Lookup.digest(address))
      try statement.run()
    }
  }

  /// Runs `body` in a transaction whose freed bytes are overwritten, in the file and in its log.
  func erase(_ body: () throws -> Void) throws(LedgerError) {
    do {
      // https://www.sqlite.org/pragma.html#pragma_secure_delete
      try database.execute("PRAGMA secure_delete = ON")
      try write(body)
      let lock = try Self.lock(path)
      defer { lock.release() }
      try database.checkpoint(truncating: true)
    } catch let error as LedgerError {
      throw error
    } catch {
      throw LedgerError.unusable(path, reason: "\(error)")
    }
  }
}
