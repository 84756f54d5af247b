import Teaching

/// Queries that still come first, by the least lead: the next to be lost.
extension AuditPage {
  private static let mostCalls = 12

  func closestCalls(_ page: inout Markup) {
    var calls: [(skill: String, verdict: Verdict)] = []
    for skill in report.skills {
      for verdict in skill.verdicts
      where verdict.query.origin.counts && verdict.isKept && verdict.isFirst && verdict.rival != nil {
        calls.append((skill.address, verdict))
      }
    }
    calls.sort {
      ($0.verdict.margin, $0.skill, $0.verdict.query.text) < (
        $1.verdict.margin, $1.skill, $1.verdict.query.text
      )
    }
    guard !calls.isEmpty else { return }
    let note = "These still come first, with the least lead over the runner-up: the next to be lost."
    section("Closest calls", note: note, &page) { page in
      page.element("table", ["class": "calls"]) { page in
        page.element("thead") { page in
          page.element("tr") { page in
            page.element("th", ["scope": "col"], "Query")
            page.element("th", ["scope": "col", "class": "n"], "Lead")
          }
        }
        page.element("tbody") { page in
          for call in calls.prefix(Self.mostCalls) {
            page.element("tr") { page in
              page.element("th", ["scope": "row"]) { page in
                page.element("div", ["class": "q", "dir": "auto"], call.verdict.query.text)
                page.element("p", ["class": "why"]) { page in
                  name(call.skill, &page)
                  page.text(" before ")
                  if let rival = call.verdict.rival { name(rival.address, &page) }
                }
              }
              page.element("td", ["class": "n"], Wording.lead(call.verdict))
            }
          }
        }
      }
    }
  }
}
