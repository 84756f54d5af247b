import Plumbing
import Teaching

/// How the score went, audit by audit: a line in its interval, and the same as a table.
struct ScoreHistory {
  private struct Point {
    let at: Timestamp
    let kept: Rate
    let skills: Int
  }

  private let points: [Point]
  private let isPartial: Bool

  /// More than this are too many to tell apart, or to wait for; the newest are shown.
  private static let limit = 400

  init(_ report: AuditReport, _ history: [Ledger.AuditEntry]) {
    isPartial = report.isPartial
    var points = history.filter { !$0.isPartial && $0.mode == report.mode.rawValue && $0.kept.total > 0 }
      .compactMap { entry in
        Self.time(entry.at).map { Point(at: $0, kept: entry.kept, skills: entry.skills) }
      }
    points.sort { $0.at < $1.at }
    let own = report.tally.kept
    // The ledger keeps milliseconds.
    if !isPartial, own.total > 0, points.last.map({ $0.at.iso8601 < report.at.iso8601 }) ?? true {
      points.append(Point(at: report.at, kept: own, skills: report.skills.count))
    }
    self.points = points.suffix(Self.limit)
  }

  func write(to page: inout Markup) {
    guard let first = points.first, let last = points.last, !isPartial else { return }
    page.element("section") { page in
      page.element("h2", "History")
      page.element("p", ["class": "note"]) { page in
        page.text(
          points.count == 1
            ? "The first audit on record: the line begins here."
            : "\(Wording.count(points.count, "audit")) of the whole library, each with its 95% interval."
        )
      }
      page.element("figure", ["class": "history"]) { chart(first, last, &$0) }
      if points.count > 1 { table(&page) }
    }
  }

  // MARK: The drawing

  private static let top = 18.0
  private static let height = 170.0
  /// Where the first and the last point stand, as shares of the width: the scale is to their left.
  private static let left = 0.12
  private static let right = 0.97

  /// The least share on the scale: a round one below every interval.
  private var floor: Double {
    let least = points.map(\.kept.interval.lowerBound).min() ?? 0
    return max(0, (least * 10 - 0.2).rounded(.down) / 10)
  }

  private func y(_ share: Double) -> Double { Self.top + (1 - share) / (1 - floor) * Self.height }

  private func x(_ point: Point) -> Double {
    guard let first = points.first, let last = points.last, first.at < last.at else {
      return (Self.left + Self.right) / 2
    }
    let span = Double(last.at.nanoseconds - first.at.nanoseconds)
    return Self.left + (Self.right - Self.left) * Double(point.at.nanoseconds - first.at.nanoseconds) / span
  }

  private func chart(_ first: Point, _ last: Point, _ page: inout Markup) {
    let bottom = Self.top + Self.height
    let size = "\(Int(bottom) + 28)"
    page.element("svg", ["role": "img", "aria-label": said(first, last), "width": "100%", "height": size]) {
      page in
      for share in ticks {
        let y = Plot.number(y(share))
        page.empty("line", ["class": "grid", "x1": "0", "x2": "100%", "y1": y, "y2": y])
        page.element(
          "text",
          ["x": "0", "y": Plot.number(self.y(share) - 5)],
          "\(Int((share * 100).rounded()))%"
        )
      }
      points.count == 1 ? whisker(last, &page) : line(&page)
      if points.count <= 60 {
        for point in points { dot(point, &page) }
      } else {
        dot(last, &page)
      }
      page.element(
        "text",
        [
          "class": "last", "x": Plot.percent(x(last)), "y": Plot.number(y(last.kept.share) - 10),
          "text-anchor": points.count == 1 ? "start" : "end", "dx": points.count == 1 ? "10" : "0",
        ],
        AuditPage.percent(last.kept.share)
      )
      dates(first, last, y: Plot.number(bottom + 22), &page)
    }
  }

  private var ticks: [Double] {
    let step = 1 - floor <= 0.21 ? 0.05 : 1 - floor <= 0.51 ? 0.1 : 0.25
    return Array(stride(from: 1, through: floor - 0.001, by: -step))
  }

  /// The line and its band, in a drawing of their own that is stretched.
  private func line(_ page: inout Markup) {
    let box: Markup.Attributes = [
      "x": "0", "y": "0", "width": "100%", "height": Plot.number(Self.top + Self.height),
      "viewBox": "0 0 100 \(Plot.number(Self.top + Self.height))", "preserveAspectRatio": "none",
    ]
    func path(_ points: [Point], _ share: (Rate) -> Double) -> [String] {
      points.map { Plot.number(x($0) * 100) + "," + Plot.number(y(share($0.kept))) }
    }
    page.element("svg", box) { page in
      let band = path(points, \.interval.upperBound) + path(points.reversed(), \.interval.lowerBound)
      page.empty("polygon", ["class": "band", "points": band.joined(separator: " ")])
      page.empty("polyline", ["class": "course", "points": path(points, \.share).joined(separator: " ")])
    }
  }

  /// The interval of a single point.
  private func whisker(_ point: Point, _ page: inout Markup) {
    let place = Plot.percent(x(point))
    page.empty(
      "line",
      [
        "class": "whisker", "x1": place, "x2": place, "y1": Plot.number(y(point.kept.interval.lowerBound)),
        "y2": Plot.number(y(point.kept.interval.upperBound)),
      ]
    )
  }

  private func dot(_ point: Point, _ page: inout Markup) {
    page.element(
      "circle",
      ["cx": Plot.percent(x(point)), "cy": Plot.number(y(point.kept.share)), "r": "3.5"]
    ) { page in
      let rate = "\(AuditPage.percent(point.kept.share)), \(point.kept.hits) of \(point.kept.total)"
      page.element("title", "\(AuditPage.day(point.at)): \(rate)")
    }
  }

  private func dates(_ first: Point, _ last: Point, y: String, _ page: inout Markup) {
    let isOneDay = AuditPage.day(first.at) == AuditPage.day(last.at)
    func date(_ point: Point) -> String {
      let pattern = isOneDay && points.count > 1 ? "%e %b %Y, %H:%M" : "%e %b %Y"
      return String(point.at.format(pattern, utc: true).drop { $0 == " " })
    }
    guard points.count > 1 else {
      return page.element("text", ["x": Plot.percent(x(last)), "y": y, "text-anchor": "middle"], date(last))
    }
    page.element("text", ["x": Plot.percent(Self.left), "y": y], date(first))
    page.element("text", ["x": Plot.percent(Self.right), "y": y, "text-anchor": "end"], date(last))
  }

  private func said(_ first: Point, _ last: Point) -> String {
    let now = "\(AuditPage.percent(last.kept.share)) on \(AuditPage.day(last.at))"
    guard points.count > 1 else { return "Share of contract queries kept: \(now)" }
    let least = points.map(\.kept.share).min() ?? 0
    return
      "Share of contract queries kept in \(points.count) audits: \(AuditPage.percent(first.kept.share)) on"
      + " \(AuditPage.day(first.at)), at least \(AuditPage.percent(least)), \(now)"
  }

  // MARK: The table

  /// So many rows tell enough.
  private static let rows = 60

  private func table(_ page: inout Markup) {
    page.element("details", ["class": "plain"]) { page in
      page.element("summary", "As a table")
      page.element("table") { page in
        page.element("thead") { page in
          page.element("tr") { page in
            page.element("th", ["scope": "col"], "Audit")
            for name in ["Kept", "95% interval", "Queries", "Skills"] {
              page.element("th", ["scope": "col", "class": "n"], name)
            }
          }
        }
        page.element("tbody") { page in
          for point in points.suffix(Self.rows).reversed() {
            page.element("tr") { page in
              page.element("th", ["scope": "row"], point.at.format("%Y-%m-%d %H:%M", utc: true))
              page.element("td", ["class": "n"], AuditPage.percent(point.kept.share))
              page.element("td", ["class": "n"], AuditPage.percent(point.kept.interval))
              page.element("td", ["class": "n"], Wording.grouped(point.kept.total))
              page.element("td", ["class": "n"], Wording.grouped(point.skills))
            }
          }
        }
      }
    }
  }

  // MARK: Time

  /// The moment that `2026-11-22T09:30:00.123Z` names.
  private static func time(_ text: String) -> Timestamp? {
    let numbers = text.split { !$0.isASCII || !$0.isNumber }.compactMap { Int64($0) }
    guard numbers.count >= 6, (1...12).contains(numbers[1]), (1...9999).contains(numbers[0]) else {
      return nil
    }
    // Days since 1970 of the proleptic Gregorian calendar, with years that begin in March.
    let year = numbers[1] > 2 ? numbers[0] : numbers[0] - 1
    let month = (numbers[1] + 9) % 12
    let days =
      365 * year + year / 4 - year / 100 + year / 400 + (month * 306 + 5) / 10 + numbers[2] - 1 - 719_468
    let seconds = ((days * 24 + numbers[3]) * 60 + numbers[4]) * 60 + numbers[5]
    let milliseconds = numbers.count > 6 ? numbers[6] % 1000 : 0
    return Timestamp(nanoseconds: seconds * 1_000_000_000 + milliseconds * 1_000_000)
  }
}
