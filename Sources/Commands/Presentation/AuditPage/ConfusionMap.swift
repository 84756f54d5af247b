import Teaching

/// Who takes whose queries, as a table whose cells are the darker the more there are.
struct ConfusionMap {
  struct Pair {
    let loser: String
    let thief: String
    let count: Int
  }

  /// Skills that lose, the worst first, and what each loses in all.
  let losers: [(skill: String, count: Int)]
  /// Skills that take, the worst first, and what each takes in all.
  let thieves: [(skill: String, count: Int)]
  /// How many lose and take, shown or not.
  let all: (losers: Int, thieves: Int)
  private let cells: [String: [String: Int]]
  private let most: Int

  /// More rows or columns than this are not read, and do not fit.
  static let side = 30

  /// - Parameter confusion: loser → thief → how many.
  init(_ confusion: [String: [String: Int]]) {
    cells = confusion
    var pairs = confusion.flatMap { loser, thieves in
      thieves.map { Pair(loser: loser, thief: $0.key, count: $0.value) }
    }
    pairs.sort { ($1.count, $0.loser, $0.thief) < ($0.count, $1.loser, $1.thief) }
    most = pairs.first?.count ?? 0
    var lost: [String: Int] = [:], taken: [String: Int] = [:]
    for pair in pairs {
      lost[pair.loser, default: 0] += pair.count
      taken[pair.thief, default: 0] += pair.count
    }
    all = (lost.count, taken.count)
    var losers: Set<String> = [], thieves: Set<String> = []
    for pair in pairs {
      guard losers.contains(pair.loser) || losers.count < Self.side else { continue }
      guard thieves.contains(pair.thief) || thieves.count < Self.side else { continue }
      losers.insert(pair.loser)
      thieves.insert(pair.thief)
    }
    func ordered(_ shown: Set<String>, _ counts: [String: Int]) -> [(skill: String, count: Int)] {
      shown.map { ($0, counts[$0] ?? 0) }.sorted { ($1.1, $0.0) < ($0.1, $1.0) }
    }
    self.losers = ordered(losers, lost)
    self.thieves = ordered(thieves, taken)
  }

  var isWhole: Bool { losers.count == all.losers && thieves.count == all.thieves }

  func count(_ loser: String, _ thief: String) -> Int { cells[loser]?[thief] ?? 0 }

  /// From 1 to 5, beside the most in a cell; a few are never dark.
  func level(_ count: Int) -> Int { max(1, min(5, (count * 5 + max(most, 5) - 1) / max(most, 5))) }
}

extension AuditPage {
  func confusion(_ page: inout Markup) {
    guard report.tally.first.total > 0 else { return }
    let map = ConfusionMap(report.confusion)
    guard !map.losers.isEmpty else {
      return section("Who takes whose queries", &page) {
        $0.element("p", "No skill takes a query of another.")
      }
    }
    var note =
      "Each row is a skill and what it lost; the column names the skill that came first in its stead."
    if !map.isWhole {
      note +=
        " Shown are the worst: \(map.losers.count) of \(Wording.count(map.all.losers, "skill")) that lose,"
        + " \(map.thieves.count) of \(Wording.grouped(map.all.thieves)) that take."
    }
    section("Who takes whose queries", note: note, &page) { page in
      page.element(
        "div",
        ["class": "scroll", "role": "region", "aria-label": "Who takes whose queries", "tabindex": "0"]
      ) { table(map, &$0) }
    }
  }

  private func table(_ map: ConfusionMap, _ page: inout Markup) {
    page.element("table", ["class": "map"]) { page in
      page.element("thead") { page in
        page.element("tr") { page in
          page.element("td") { $0.element("span", ["class": "vh"], "loses to") }
          for thief in map.thieves {
            let label = label(thief.skill)
            page.element("th", ["scope": "col", "title": label]) { page in
              page.element("span") { name(thief.skill, &$0) }
            }
          }
          page.element("th", ["scope": "col", "class": "all"]) { $0.element("span", "all lost") }
        }
      }
      page.element("tbody") { page in
        for loser in map.losers {
          page.element("tr") { page in
            page.element("th", ["scope": "row"]) { name(loser.skill, &$0) }
            for thief in map.thieves {
              let count = map.count(loser.skill, thief.skill)
              if count > 0 {
                page.element("td", ["class": "h\(map.level(count))"], Wording.grouped(count))
              } else {
                page.element("td", ["class": loser.skill == thief.skill ? "self" : nil], "")
              }
            }
            page.element("td", ["class": "all"], Wording.grouped(loser.count))
          }
        }
      }
    }
  }
}
