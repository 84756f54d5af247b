public import Plumbing
public import Providers

/// Vectors into the index, and out of it.
extension IndexWriter {
  /// Writes what was embedded of texts that are still in the index.
  ///
  /// To be called inside `batch`.
  public func store(_ batch: EmbeddedBatch) throws(SQLiteError) {
    // A text may have been edited or forgotten while it was embedded: then its vector must not come back.
    let vector = try database.statement(
      """
      INSERT OR IGNORE INTO vectors(space, digest, numbers) SELECT ?1, ?2, ?3
      WHERE EXISTS (SELECT 1 FROM documents WHERE hash = ?4)
      """
    )
    for (digest, hash, numbers) in batch.vectors {
      vector.bind(1, batch.space.name)
      vector.bind(2, digest)
      vector.bind(3, blob: HalfFloats.packed(numbers))
      vector.bind(4, hash)
      try vector.run()
    }
    for content in batch.contents { try store(content, in: batch.space) }
  }

  private func store(_ content: EmbeddedBatch.Content, in space: VectorSpace) throws(SQLiteError) {
    // One whose passage was embedded for another text, which is gone, is pending again.
    let reader = reader()
    for passage in content.passages where try reader.vector(passage.digest, in: space) == nil { return }
    let row = try database.statement(
      """
      INSERT OR IGNORE INTO embedded(hash, space) SELECT ?1, ?2 WHERE EXISTS (SELECT 1 FROM documents WHERE hash = ?1)
      RETURNING id
      """
    )
    row.bind(1, content.hash)
    row.bind(2, space.name)
    guard let id = try row.integer() else { return }
    let passage = try database.statement(
      """
      INSERT INTO passages(content, position, start, length, line, vector)
      VALUES(?1, ?2, ?3, ?4, ?5, (SELECT id FROM vectors WHERE digest = ?6 AND space = ?7))
      """
    )
    for (position, (bytes, line, digest)) in content.passages.enumerated() {
      passage.bind(1, id)
      passage.bind(2, Int64(position))
      passage.bind(3, Int64(bytes.lowerBound))
      passage.bind(4, Int64(bytes.count))
      passage.bind(5, Int64(line))
      passage.bind(6, digest)
      passage.bind(7, space.name)
      try passage.run()
    }
  }

  /// Takes the passages of a content away in every space; their vectors stay until `removeUnusedVectors`, because most
  /// edits leave most passages as they were.
  ///
  /// To be called inside `batch`.
  func removePassages(of hash: String) throws(SQLiteError) {
    let passages = try database.statement(
      "DELETE FROM passages WHERE content IN (SELECT id FROM embedded WHERE hash = ?1)"
    )
    passages.bind(1, hash)
    try passages.run()
    let content = try database.statement("DELETE FROM embedded WHERE hash = ?1")
    content.bind(1, hash)
    try content.run()
  }

  /// Deletes vectors that no passage has any more.
  ///
  /// When they are to be `forgotten`, a sidecar made before is none of this index from then on; else its rows are merely
  /// of no use.
  ///
  /// - Returns: how many there were.
  @discardableResult
  public func removeUnusedVectors(forgotten: Bool = false) throws -> Int {
    try batch {
      let unused = try database.statement("DELETE FROM vectors WHERE id NOT IN (SELECT vector FROM passages)")
      try unused.run()
      let count = Int(try database.statement("SELECT changes()").integer() ?? 0)
      if forgotten { try beginVectorEra() }
      return count
    }
  }

  /// Deletes all vectors of a space, or those of one collection, so that they are computed anew.
  public func removeVectors(of space: VectorSpace, collections: [String] = []) throws {
    try batch {
      let hashes = try database.statement(
        """
        SELECT e.id FROM embedded e WHERE e.space = ?1 AND (?2 = '' OR EXISTS
          (SELECT 1 FROM documents d WHERE d.hash = e.hash AND instr(?2, char(10) || d.collection || char(10))))
        """
      )
      hashes.bind(1, space.name)
      hashes.bind(2, collections.isEmpty ? "" : "\n" + collections.joined(separator: "\n") + "\n")
      var found: [Int64] = []
      while try hashes.step() { found.append(hashes.int(0)) }
      hashes.reset()
      for id in found {
        // The vectors go too, though another content may share one: it is computed anew with the rest.
        for sql in [
          "DELETE FROM vectors WHERE id IN (SELECT vector FROM passages WHERE content = ?1)",
          "DELETE FROM passages WHERE content = ?1", "DELETE FROM embedded WHERE id = ?1",
        ] {
          let statement = try database.statement(sql)
          statement.bind(1, id)
          try statement.run()
        }
      }
      // Whoever shared one of the vectors is embedded again as well.
      try database.execute(
        """
        DELETE FROM embedded WHERE id IN (SELECT content FROM passages WHERE vector NOT IN (SELECT id FROM vectors));
        DELETE FROM passages WHERE content NOT IN (SELECT id FROM embedded);
        """
      )
      try beginVectorEra()
    }
  }

  /// Lets a space answer questions; once it is complete, those before it are dropped.
  ///
  /// The first space of an index answers with what it has. A later one takes over when nothing is pending in it.
  public func adopt(_ space: VectorSpace) throws {
    try batch {
      let reader = reader()
      if try reader.setting(Setting.vectorEra) == nil { try beginVectorEra() }
      let answering = try reader.setting(Setting.answeringSpace)
      let isComplete = try reader.vectorCensus(of: space.name).pending == 0
      let isAlone = try answering.map { try reader.vectorCensus(of: $0).passages == 0 } ?? true
      if answering != space.name, isComplete || isAlone { try set(Setting.answeringSpace, to: space.name) }
      guard isComplete else { return }
      let others = try database.statement("SELECT count(*) FROM embedded WHERE space <> ?1")
      others.bind(1, space.name)
      guard try others.integer() ?? 0 > 0 else { return }
      for sql in [
        "DELETE FROM passages WHERE content IN (SELECT id FROM embedded WHERE space <> ?1)",
        "DELETE FROM embedded WHERE space <> ?1", "DELETE FROM vectors WHERE space <> ?1",
      ] {
        let statement = try database.statement(sql)
        statement.bind(1, space.name)
        try statement.run()
      }
      try beginVectorEra()
    }
  }

  /// Tidies up when nothing is pending, or no more is to be done: the space answers, and the sidecar has it.
  public func finishEmbedding(in space: VectorSpace, makingSidecar: Bool = true) throws {
    try adopt(space)
    // A text that was begun has vectors and no passages yet.
    if try reader().vectorCensus(of: space.name).pending == 0 { try removeUnusedVectors() }
    if makingSidecar, try Sidecar.isStale(reader()) { try makeSidecar() }
  }

  /// To be called inside `batch`.
  private func beginVectorEra() throws {
    let era = SHA256.hex(Array("\(path) \(Moment.now.nanoseconds) \(Launch.processID)".utf8))
    try set(Setting.vectorEra, to: String(era.prefix(16)))
  }
}
