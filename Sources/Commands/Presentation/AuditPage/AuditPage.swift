import Plumbing
import Teaching

/// An audit as a page for people: one file that needs nothing else, no script, no network.
///
/// Queries and names are other people's text. They go through `Markup`, and a policy in the page forbids
/// whatever is not a style.
struct AuditPage {
  let report: AuditReport
  /// Audits of the same index on record, in any order.
  let history: [Ledger.AuditEntry]
  /// What differs from an earlier audit; nil where there is none.
  let changes: AuditDiff?
  /// Names that earlier audit, as in "since yesterday, 09:30".
  let since: String?
  /// Address → short name.
  private let labels: [String: String]
  private let names: Set<String>
  /// Address → where on the page it stands.
  private let anchors: [String: String]

  init(report: AuditReport, history: [Ledger.AuditEntry], changes: AuditDiff?, since: String?) {
    self.report = report
    self.history = history
    self.changes = changes
    self.since = since
    labels = Dictionary(report.skills.map { ($0.address, $0.label) }, uniquingKeysWith: { one, _ in one })
    names = Set(labels.values)
    anchors = Dictionary(
      report.skills.enumerated().map { ($1.address, "skill-\($0 + 1)") },
      uniquingKeysWith: { one, _ in one }
    )
  }

  var html: String {
    var page = Markup()
    page.verbatim("<!DOCTYPE html>\n")
    page.element("html", ["lang": "en"]) { page in
      page.element("head") { head(&$0) }
      page.element("body") { page in
        page.element("header") { score(&$0) }
        page.element("main") { page in
          ScoreHistory(report, history).write(to: &page)
          whatChanged(&page)
          confusion(&page)
          skills(&page)
          closestCalls(&page)
          undeclared(&page)
          remarks(&page)
        }
        page.element("footer") { legend(&$0) }
      }
    }
    return page.string
  }

  /// The policy: no source of anything but styles in the page.
  ///
  /// https://www.w3.org/TR/CSP3/#meta-element
  private static let policy =
    "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"

  private func head(_ page: inout Markup) {
    page.empty("meta", ["charset": "utf-8"])
    page.empty("meta", ["http-equiv": "Content-Security-Policy", "content": Self.policy])
    page.empty("meta", ["name": "viewport", "content": "width=device-width, initial-scale=1"])
    page.empty("meta", ["name": "color-scheme", "content": "light dark"])
    page.empty("meta", ["name": "referrer", "content": "no-referrer"])
    page.element("title", "Recall audit, \(Self.day(report.at))")
    page.element("style") { $0.verbatim(Self.style) }
  }

  // MARK: Parts of sentences

  /// `25 November 2026`.
  static func day(_ time: Timestamp) -> String {
    String(time.format("%e %B %Y", utc: true).drop { $0 == " " })
  }

  /// `89.4%`; 100% only where nothing is missing.
  static func percent(_ share: Double) -> String {
    if share >= 1 { return "100%" }
    return Wording.decimals(min(share * 100, 99.9), 1) + "%"
  }

  /// `84.8–92.7%`.
  static func percent(_ interval: ClosedRange<Double>) -> String {
    Wording.decimals(interval.lowerBound * 100, 1) + "–" + Wording.decimals(interval.upperBound * 100, 1)
      + "%"
  }

  /// Its short name; that of its folder where the report does not have it.
  func label(_ address: String) -> String {
    if let label = labels[address] { return label }
    let parts = address.split(separator: "/")
    return parts.last == "SKILL.md" && parts.count > 1 ? String(parts[parts.count - 2]) : address
  }

  /// A skill's name, which leads to its queries where the page has them.
  func name(_ address: String, _ page: inout Markup) {
    let label = label(address)
    guard let anchor = anchors[address] else { return page.element("bdi", label) }
    page.element("a", ["href": "#\(anchor)"]) { $0.element("bdi", label) }
  }

  func anchor(_ address: String) -> String? { anchors[address] }

  /// A sentence in which commands stand between backticks; a skill's name at its start is left as it is.
  func sentence(_ text: String, _ page: inout Markup) {
    let ended = text.hasSuffix(".") || text.hasSuffix("…") ? text : text + "."
    let isName = names.contains(String(text.prefix { $0 != " " }))
    let pieces = (isName ? ended : Wording.sentence(ended)).split(
      separator: "`",
      omittingEmptySubsequences: false
    )
    for (index, piece) in pieces.enumerated() where !piece.isEmpty {
      // An odd one out has no partner, and is a backtick of somebody's text.
      if index % 2 == 1, index < pieces.count - 1 {
        page.element("code", String(piece))
      } else {
        page.text((index % 2 == 1 ? "`" : "") + piece)
      }
    }
  }

  /// A section with its heading; `note` says below it how to read what follows.
  func section(_ title: String, note: String? = nil, _ page: inout Markup, _ content: (inout Markup) -> Void)
  {
    page.element("section") { page in
      page.element("h2", title)
      if let note { page.element("p", ["class": "note"], note) }
      content(&page)
    }
  }
}
