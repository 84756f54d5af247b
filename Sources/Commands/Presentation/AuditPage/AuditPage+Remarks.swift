import Teaching

/// What the score does not say: skills without a contract, what could not be measured, how to read the page.
extension AuditPage {
  func undeclared(_ page: inout Markup) {
    let skills = report.undeclared
    guard !skills.isEmpty else { return }
    page.element("section") { page in
      page.element("h2") { page in
        page.text("Without a contract ")
        page.element("span", ["class": "count"], Wording.grouped(skills.count))
      }
      page.element("p", ["class": "note"]) { page in
        page.text("Nothing says what must surface these, so nothing of them counts. Write a contract with ")
        page.element("code", "qmd contract new <skill>")
        page.text(".")
      }
      for skill in skills.sorted(by: { $0.label < $1.label }) {
        page.element("details", ["class": "skill", "id": anchor(skill.address)]) { page in
          page.element("summary") { page in
            page.element("h3") { $0.element("bdi", skill.label) }
            page.element("span", ["class": "kept"], apartInShort(skill))
          }
          page.element("p", ["class": "address", "dir": "auto"], skill.address)
          for remark in skill.remarks { page.element("p", ["class": "remark"]) { sentence(remark, &$0) } }
          apart(skill, &page)
        }
      }
    }
  }

  /// `2 of 3 keywords come first`.
  private func apartInShort(_ skill: AuditReport.SkillResult) -> String {
    let parts = [
      (Contract.Origin.keyword, "keyword", "keywords"), (.derived, "derived query", "derived queries"),
    ]
    .compactMap { origin, noun, nouns -> String? in
      let first = skill.tally(of: origin).first
      guard first.total > 0 else { return nil }
      return "\(first.hits) of \(Wording.count(first.total, noun, nouns)) first"
    }
    return parts.isEmpty ? "nothing to ask it by" : parts.joined(separator: ", ")
  }

  func remarks(_ page: inout Markup) {
    guard !report.remarks.isEmpty else { return }
    section("Remarks", &page) { page in
      page.element("ul", ["class": "facts"]) { page in
        for remark in report.remarks { page.element("li") { sentence(remark, &$0) } }
      }
    }
  }

  func legend(_ page: inout Markup) {
    page.element("details", ["class": "plain"]) { page in
      page.element("summary", "How to read this page")
      page.element("dl", ["class": "legend"]) { page in
        for (term, meaning) in Self.terms {
          page.element("dt", term)
          page.element("dd", meaning)
        }
      }
    }
    page.element("p") { page in
      page.text("Written by ")
      page.element("code", "qmd audit --html")
      page.text(". This page holds your queries; it loads nothing and runs nothing.")
    }
  }

  private static let terms = [
    (
      "Kept",
      "The skill is within the place that its contract asks for, or is not first where it must not be."
    ),
    ("Rank", "The place among skills; identical copies count once. A dash: it does not match at all."),
    (
      "Of all",
      "The place among all documents: a playbook may well stand before the skill that was made of it."
    ),
    (
      "Lead",
      "How far it is ahead of the best other skill, in parts of the better one’s points; negative: behind."
    ),
    ("95% interval", "Where the true share may lie, by chance alone, with so many queries (Wilson)."),
    (
      "Not indexed",
      "No question can find it: it lies in no collection, or in one that is searched only by name."
    ),
    ("Invisible", "What the query asks for stands where agents’ listings do not show it."),
    ("Vocabulary gap", "The skill lacks the words of the query."),
    ("Outranked", "It holds the words, and another skill holds them better."),
    ("Duplicate skill", "The skill that came first is almost the same text."),
    ("Contradictory contract", "Another skill’s contract claims the same query."),
    ("Abstained", "It came first, with a score that says that nothing fits."),
    ("False trigger", "It came first for a query that its contract gives away."),
  ]
}
