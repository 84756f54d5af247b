import Teaching

/// What is different from an earlier audit.
extension AuditPage {
  /// So many of a kind are seen at once.
  private static let fewMoves = 6
  /// More than so many are counted only.
  private static let mostMoves = 200

  func whatChanged(_ page: inout Markup) {
    guard let changes else { return }
    section("What changed", note: since.map { "Since \($0)." }, &page) { page in
      guard !changes.isEmpty else {
        return page.element("p", "Nothing: every query fares as it did, of the same skills.")
      }
      moves(changes.lost, "Lost", &page)
      moves(changes.won, "Won", &page)
      page.element("ul", ["class": "facts"]) { page in
        count(changes.added, "query", "queries", "new", &page)
        count(changes.removed, "query", "queries", "gone", &page)
        named(changes.rewritten, "Rewritten", &page)
        named(changes.newSkills, "New", &page)
        named(changes.goneSkills, "Gone", &page)
      }
    }
  }

  private func moves(_ moves: [AuditDiff.Move], _ title: String, _ page: inout Markup) {
    guard !moves.isEmpty else { return }
    let isLoss = title == "Lost"
    page.element("h3") { page in
      page.text("\(title) ")
      page.element("span", ["class": "count"], Wording.grouped(moves.count))
    }
    let kind = isLoss ? "moves lost" : "moves won"
    page.element("ul", ["class": kind]) { page in
      for move in moves.prefix(Self.fewMoves) { item(move, isLoss: isLoss, &page) }
    }
    guard moves.count > Self.fewMoves else { return }
    page.element("details", ["class": "fold"]) { page in
      page.element("summary", "\(Wording.grouped(moves.count - Self.fewMoves)) more")
      page.element("ul", ["class": kind]) { page in
        for move in moves.prefix(Self.mostMoves).dropFirst(Self.fewMoves) {
          item(move, isLoss: isLoss, &page)
        }
        if moves.count > Self.mostMoves {
          page.element("li", ["class": "more"], "and \(Wording.grouped(moves.count - Self.mostMoves)) more")
        }
      }
    }
  }

  private func item(_ move: AuditDiff.Move, isLoss: Bool, _ page: inout Markup) {
    page.element("li") { page in
      page.element("span", ["class": "q", "dir": "auto"], move.after.query.text)
      page.element("span", ["class": "why"]) { page in
        name(move.skill, &page)
        guard move.after.query.shouldTrigger else {
          return page.text(isLoss ? ": \(Wording.failure(move.after))" : ": no longer comes first")
        }
        page.text(": \(place(move.before)) → \(place(move.after))")
        guard isLoss, let thief = move.after.thief else { return }
        page.text(", taken by ")
        name(thief, &page)
      }
    }
  }

  private func place(_ verdict: Verdict) -> String { verdict.rank.map(Wording.ordinal) ?? "not found" }

  private func count(_ number: Int, _ noun: String, _ nouns: String, _ what: String, _ page: inout Markup) {
    if number > 0 { page.element("li", "\(Wording.count(number, noun, nouns)) \(what)") }
  }

  private func named(_ skills: [String], _ what: String, _ page: inout Markup) {
    guard !skills.isEmpty else { return }
    page.element("li") { page in
      page.text("\(what): ")
      for (index, skill) in skills.prefix(Self.mostMoves).enumerated() {
        if index > 0 { page.text(", ") }
        name(skill, &page)
      }
      if skills.count > Self.mostMoves {
        page.text(", and \(Wording.grouped(skills.count - Self.mostMoves)) more")
      }
    }
  }
}
