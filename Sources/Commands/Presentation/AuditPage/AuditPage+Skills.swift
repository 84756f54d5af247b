import Teaching

/// Each skill that has a contract, with its queries: those that break it first.
extension AuditPage {
  /// So many of the most broken lie open.
  private static let mostOpen = 3
  /// Of one skill, so many queries of a kind are listed; the rest is counted.
  private static let mostRows = 500
  /// So many queries have a tick in the line of their skill.
  private static let mostTicks = 40

  func skills(_ page: inout Markup) {
    let declared = report.skills.filter { $0.tally.kept.total > 0 }
      .map { (skill: $0, kept: $0.tally.kept) }
    let broken = declared.filter { $0.kept.hits < $0.kept.total }
      .sorted { one, other in
        let lost = (one.kept.total - one.kept.hits, other.kept.total - other.kept.hits)
        return (lost.1, one.skill.label) < (lost.0, other.skill.label)
      }
    let whole = declared.filter { $0.kept.hits == $0.kept.total }.sorted { $0.skill.label < $1.skill.label }
    if !broken.isEmpty {
      section("Broken contracts", note: "The most broken first. Open a skill for its queries.", &page) {
        page in
        for (place, entry) in broken.enumerated() {
          details(entry.skill, entry.kept, isOpen: place < Self.mostOpen, &page)
        }
      }
    }
    if !whole.isEmpty {
      section("Contracts that hold", &page) { page in
        for entry in whole { details(entry.skill, entry.kept, isOpen: false, &page) }
      }
    }
  }

  private func details(_ skill: AuditReport.SkillResult, _ kept: Rate, isOpen: Bool, _ page: inout Markup) {
    let attributes: Markup.Attributes = [
      "class": "skill", "id": anchor(skill.address), "open": isOpen ? "open" : nil,
    ]
    page.element("details", attributes) { page in
      page.element("summary") { page in
        page.element("h3") { $0.element("bdi", skill.label) }
        ticks(skill, &page)
        page.element("span", ["class": "kept"]) { page in
          if kept.hits < kept.total {
            page.element("b", ["class": "bad"], "\(Wording.grouped(kept.total - kept.hits)) lost ")
          }
          page.text("\(Wording.grouped(kept.hits)) of \(Wording.grouped(kept.total)) kept")
        }
      }
      page.element("p", ["class": "address", "dir": "auto"], skill.address)
      for remark in skill.remarks { page.element("p", ["class": "remark"]) { sentence(remark, &$0) } }
      let counted = skill.verdicts.filter(\.query.origin.counts)
      queries(
        [
          ("Must come up", counted.filter(\.query.shouldTrigger)),
          ("Must not come first", counted.filter { !$0.query.shouldTrigger }),
        ],
        &page
      )
      apart(skill, &page)
    }
  }

  /// A tick a query, so that the state of all is seen at once; said in words beside.
  private func ticks(_ skill: AuditReport.SkillResult, _ page: inout Markup) {
    page.element("span", ["class": "ticks", "aria-hidden": "true"]) { page in
      for verdict in skill.verdicts.lazy.filter(\.query.origin.counts).prefix(Self.mostTicks) {
        page.element("i", ["class": verdict.isKept ? nil : "x"], "")
      }
    }
  }

  /// Keywords and derived queries.
  func apart(_ skill: AuditReport.SkillResult, _ page: inout Markup) {
    let groups: [(String, [Verdict])] = [
      (Contract.Origin.keyword, "Keywords"), (.derived, "Derived from name and description"),
    ]
    .map { origin, title in (title, skill.verdicts.filter { $0.query.origin == origin }) }
    .filter { !$0.1.isEmpty }
    guard !groups.isEmpty else { return }
    page.element("div", ["class": "apart"]) { page in
      page.element("p", ["class": "note"], "Drawn from the text that is searched, so not part of the score:")
      queries(groups, &page)
    }
  }

  private func queries(_ groups: [(title: String, verdicts: [Verdict])], _ page: inout Markup) {
    page.element("table", ["class": "queries"]) { page in
      page.element("thead") { page in
        page.element("tr") { page in
          page.element("th", ["scope": "col", "class": "mark"]) {
            $0.element("span", ["class": "vh"], "State")
          }
          page.element("th", ["scope": "col"], "Query")
          page.element("th", ["scope": "col", "class": "n"], "Rank")
          page.element("th", ["scope": "col", "class": "n wide"], "Wanted")
          page.element("th", ["scope": "col", "class": "n wide"], "Of all")
          page.element("th", ["scope": "col", "class": "n"], "Lead")
        }
      }
      for group in groups where !group.verdicts.isEmpty {
        page.element("tbody") { page in
          page.element("tr", ["class": "group"]) { page in
            page.element("td", "")
            page.element("th", ["colspan": "5", "scope": "rowgroup"]) { page in
              page.text("\(group.title) ")
              let kept = group.verdicts.count(where: \.isKept)
              page.element(
                "span",
                ["class": "count"],
                "\(Wording.grouped(kept)) of \(Wording.grouped(group.verdicts.count))"
              )
            }
          }
          rows(group.verdicts, &page)
        }
      }
    }
  }

  private func rows(_ verdicts: [Verdict], _ page: inout Markup) {
    for isKept in [false, true] {
      let some = verdicts.filter { $0.isKept == isKept }
      for verdict in some.prefix(Self.mostRows) { row(verdict, &page) }
      if some.count > Self.mostRows {
        page.element("tr", ["class": "more"]) { page in
          page.element("td", "")
          let more = Wording.count(some.count - Self.mostRows, "query", "queries")
          page.element("td", ["colspan": "5"], "and \(more) more that \(isKept ? "are kept" : "are lost")")
        }
      }
    }
  }

  private func row(_ verdict: Verdict, _ page: inout Markup) {
    page.element("tr", ["class": verdict.isKept ? nil : "lost"]) { page in
      page.element("td", ["class": "mark"]) { page in
        page.text(verdict.isKept ? "✓" : "✗")
        page.element("span", ["class": "vh"], verdict.isKept ? "kept" : "lost")
      }
      page.element("th", ["scope": "row"]) {
        $0.element("div", ["class": "q", "dir": "auto"], verdict.query.text)
      }
      page.element("td", ["class": "n"], verdict.rank.map(Wording.grouped) ?? "–")
      let wanted =
        !verdict.query.shouldTrigger ? "not 1" : verdict.query.rank == 1 ? "1" : "≤ \(verdict.query.rank)"
      page.element("td", ["class": "n wide"], wanted)
      page.element("td", ["class": "n wide"], verdict.mixedRank.map(Wording.grouped) ?? "–")
      page.element("td", ["class": "n"], Wording.lead(verdict))
    }
    guard !verdict.isKept else { return }
    page.element("tr", ["class": "reason"]) { page in
      page.element("td", "")
      page.element("td", ["colspan": "5"]) { why(verdict, &$0) }
    }
  }

  private func why(_ verdict: Verdict, _ page: inout Markup) {
    page.element("p", ["class": "why"]) { page in
      page.element("b", Wording.sentence(verdict.cause?.rawValue ?? "false trigger"))
      page.text(": \(Wording.failure(verdict))")
      if let thief = verdict.thief {
        page.text("; taken by ")
        name(thief, &page)
      }
      page.text(".")
    }
    if let advice = verdict.advice { page.element("p", ["class": "advice"]) { sentence(advice, &$0) } }
  }
}
