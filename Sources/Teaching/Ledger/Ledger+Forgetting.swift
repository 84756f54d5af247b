import Plumbing

extension Ledger {
  /// Takes out everything that was derived from a skill: its verdicts, its changes, its queries, its name.
  ///
  /// What other skills lost to it stays, without the name of the thief. Nothing of it is left in the file's free pages.
  public func forget(skill address: String) throws(LedgerError) {
    try write {
      let ids = try database.statement("SELECT id FROM skills WHERE address = ?1")
      ids.bind(1, address)
      var found: [Int64] = []
      while try ids.step() { found.append(ids.int(0)) }
      ids.reset()
      guard !found.isEmpty else { return }
      // Freed bytes are overwritten: https://www.sqlite.org/pragma.html#pragma_secure_delete
      try database.execute("PRAGMA secure_delete = ON")
      for id in found {
        for sql in Self.forgettingLessons + [
          "UPDATE verdicts SET rival = NULL WHERE rival = ?1",
          "UPDATE recall_changes SET rival = NULL WHERE rival = ?1",
          "DELETE FROM verdicts WHERE skill = ?1", "DELETE FROM recall_changes WHERE skill = ?1",
          "DELETE FROM audited_skills WHERE skill = ?1", "DELETE FROM skills WHERE id = ?1",
        ] {
          let statement = try database.statement(sql)
          statement.bind(1, id)
          try statement.run()
        }
      }
      try database.execute(
        """
        DELETE FROM queries WHERE id NOT IN (SELECT query FROM verdicts)
          AND id NOT IN (SELECT query FROM recall_changes)
        """
      )
    }
    do {
      let lock = try Self.lock(path)
      defer { lock.release() }
      try database.checkpoint(truncating: true)
    } catch {
      throw LedgerError.unusable(path, reason: "\(error)")
    }
  }

  /// Proposals that change the skill's text go with it, also those that were made for another skill.
  private static let forgettingLessons = [
    """
    DELETE FROM proposal_events WHERE proposal IN (SELECT proposal FROM proposal_files WHERE skill = ?1)
      OR proposal IN (SELECT id FROM proposals WHERE skill = ?1)
    """,
    """
    DELETE FROM proposals WHERE skill = ?1 OR id IN (SELECT proposal FROM proposal_files WHERE skill = ?1)
    """,
    "DELETE FROM proposal_files WHERE skill = ?1 OR proposal NOT IN (SELECT id FROM proposals)",
    "DELETE FROM proposed_files WHERE proposal NOT IN (SELECT id FROM proposals)",
    "DELETE FROM versions WHERE skill = ?1", "DELETE FROM attempts WHERE skill = ?1",
    "DELETE FROM lessons WHERE skill = ?1",
  ]

  /// Takes the name of a document out of the changes that its saves brought, and out of what agents were shown.
  public func forget(document address: String) throws(LedgerError) {
    try erase {
      try forgetLookups(of: address)
      let statement = try database.statement(
        "UPDATE recall_changes SET after = '' WHERE char(10) || after || char(10) LIKE '%' || char(10) || ?1 || char(10) || '%'"
      )
      statement.bind(1, address)
      try statement.run()
    }
  }
}
