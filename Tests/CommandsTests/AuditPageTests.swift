import Foundation
import FoundationXML
import Plumbing
import Support
import Teaching
import Testing

@testable import Commands

struct AuditPageTests {
  @Test func `a small audit as a page`() throws {
    let html = MadeAudit.small.page.html
    try expectGolden(html, "audit-page.html")
    _ = try Elements(html)
  }

  // MARK: Nothing but itself

  @Test func `the page runs nothing and loads nothing`() throws {
    let elements = try Elements(MadeAudit.small.page.html)
    let policy = elements.all.first { $0.attributes["http-equiv"] == "Content-Security-Policy" }
    #expect(policy?.attributes["content"]?.hasPrefix("default-src 'none'; style-src 'unsafe-inline'") == true)
    #expect(elements.named("script", "link", "img", "iframe", "object", "form", "base").isEmpty)
    for element in elements.all {
      #expect(!element.attributes.keys.contains { $0.hasPrefix("on") || $0 == "src" || $0 == "style" })
      if let target = element.attributes["href"] { #expect(target.hasPrefix("#")) }
    }
    let styles = elements.named("style").map(\.text).joined()
    #expect(!styles.contains("url(") && !styles.contains("@import"))
  }

  @Test func `every link leads to a skill of the page`() throws {
    let elements = try Elements(MadeAudit.small.page.html)
    let places = elements.all.compactMap { $0.attributes["id"] }
    #expect(Set(places).count == places.count)
    let targets = Set(elements.named("a").compactMap { $0.attributes["href"]?.dropFirst() }.map(String.init))
    #expect(!targets.isEmpty && targets.isSubset(of: places))
  }

  // MARK: Other people's text

  static let hostile = [
    "</script><script>alert(1)</script>",
    "</style></details><img src=x onerror=alert(1)>",
    #"" onmouseover="alert(1)" x=""#,
    "' autofocus onfocus='alert(1)",
    "]]> <!-- --> <?php ?> &amp; &#60;b&#62;",
    "tab\tline\nreturn\rnull\0bell\u{7}escape\u{1B}[31mdelete\u{7F}next\u{85}",
    "no character \u{FFFE}\u{FFFF}",
    "turned \u{202E}txet\u{202C} and \u{2066}isolated\u{2069}",
    "請幫我寫一封催款信", "فاتورة متأخرة للعميل", "🧾👩‍👩‍👧 invoice 🇨🇭", "e\u{301}\u{301}\u{301}",
    String(repeating: "long", count: 500),
  ]

  @Test(arguments: hostile)
  func `what others wrote stays text, wherever it stands`(text: String) throws {
    let address = "qmd://memories/\(text)/SKILL.md"
    let verdicts = [
      MadeAudit.kept(text, before: text), MadeAudit.lost(text, rank: 2, to: text, .outranked, "see \(text)"),
      MadeAudit.kept(text, origin: .keyword),
    ]
    var made = MadeAudit(
      [
        AuditReport.SkillResult(
          address: address,
          label: text,
          hash: text,
          verdicts: verdicts,
          remarks: [text]
        )
      ],
      remarks: [text]
    )
    made.since = text
    made.changes = AuditDiff(before: ([:], [:]), after: made.report.comparable)
    let plain = MadeAudit(
      [MadeAudit.skill("x", verdicts.map { $0.renamed("x") }, remarks: ["x"])],
      remarks: ["x"]
    )
    let html = made.page.html
    let elements = try Elements(html)
    #expect(elements.named("script", "img").isEmpty)
    #expect(
      !elements.all.contains { $0.attributes.keys.contains { $0.hasPrefix("on") || $0 == "autofocus" } }
    )
    #expect(try elements.named("tr").count == Elements(plain.page.html).named("tr").count)
    let forbidden = html.unicodeScalars.filter {
      ($0.value < 0x20 && $0 != "\n" && $0 != "\t") || (0x7F..<0xA0).contains($0.value)
        || (0x202A...0x202E).contains($0.value) || (0x2066...0x2069).contains($0.value)
    }
    #expect(forbidden.isEmpty)
    // Letters of all scripts come through as they are; what cannot be shown is shown by its picture or number.
    let queries = elements.all.filter { $0.attributes["class"] == "q" }.map(\.text)
    if text.unicodeScalars.allSatisfy({
      $0.properties.generalCategory != .control && $0.value < 0xFFF0 || $0.value > 0xFFFF
    }),
      !text.contains("\u{202E}")
    {
      #expect(queries.contains(text))
    } else {
      #expect(queries.contains { $0.contains("\u{2400}") || $0.contains("[U+") })
    }
  }

  @Test func `a command in an advice is set as code, and a lone backtick is only that`() throws {
    let audit = MadeAudit([MadeAudit.skill("late-invoice", [])]).page
    var page = Markup()
    audit.sentence("no collection holds it: `qmd collection add x`", &page)
    page.text(" ")
    audit.sentence("see a`b", &page)
    page.text(" ")
    audit.sentence("late-invoice claims it", &page)
    #expect(
      page.string
        == "No collection holds it: <code>qmd collection add x</code>. See a`b. late-invoice claims it."
    )
  }

  // MARK: Sizes

  @Test func `a library without skills or contracts has no score`() throws {
    let empty = MadeAudit([]).page.html
    #expect(empty.contains("There is no skill in this library."))
    _ = try Elements(empty)
    let undeclared = MadeAudit([MadeAudit.skill("a", [MadeAudit.kept("x", origin: .keyword)])]).page.html
    #expect(undeclared.contains("No score yet"))
    #expect(undeclared.contains("1 of 1 keyword first"))
    #expect(!undeclared.contains("100%</span>"))
    _ = try Elements(undeclared)
  }

  @Test func `one skill, and all is well`() throws {
    let html = MadeAudit([MadeAudit.skill("a", [MadeAudit.kept("x", margin: 1)])]).page.html
    #expect(html.contains("1 of 1 query. Every contract holds."))
    #expect(html.contains("No skill takes a query of another."))
    #expect(html.contains("the line begins here"))
    #expect(!html.contains("Broken contracts"))
    _ = try Elements(html)
  }

  @Test func `a thousand skills are a page of a few megabytes`() throws {
    let html = MadeAudit.large(skills: 1000, queries: 10).page.html
    #expect(html.utf8.count < 5_000_000)
    let elements = try Elements(html)
    #expect(elements.all.count { $0.attributes["class"] == "skill" } == 1000)
    #expect(elements.all.count { $0.attributes["class"] == "q" } == 10_000 + 12)
  }

  @Test func `of a contract with very many queries, the first are listed and the rest is counted`() throws {
    let html = MadeAudit([MadeAudit.skill("a", (0..<20_000).map { MadeAudit.kept("query \($0)") })]).page.html
    #expect(html.contains("and 19,500 queries more that are kept"))
    #expect(html.utf8.count < 500_000)
  }

  // MARK: Who takes whose

  @Test func `the worst of many thefts are shown, and it is said that there are more`() {
    var confusion: [String: [String: Int]] = [:]
    for loser in 0..<50 { confusion["loser \(loser)"] = ["thief \(loser % 40)": loser + 1] }
    let map = ConfusionMap(confusion)
    #expect(map.all == (50, 40))
    #expect(map.losers.count == ConfusionMap.side && map.thieves.count <= ConfusionMap.side)
    #expect(!map.isWhole)
    #expect(map.losers.first?.skill == "loser 49" && map.losers.first?.count == 50)
    #expect(map.losers.last?.count == 21)
    #expect(map.level(50) == 5 && map.level(1) == 1)
    #expect(ConfusionMap(["a": ["b": 1]]).level(1) == 1)
  }

  // MARK: History

  @Test func `audits of a part are not in the line, and the audit of the page is its end`() throws {
    let elements = try Elements(MadeAudit.small.page.html)
    let points = elements.named("circle").map { $0.text.trimmingCharacters(in: .newlines) }
    #expect(
      points == [
        "26 October 2026: 50.0%, 4 of 8", "24 November 2026: 75.0%, 6 of 8",
        "25 November 2026: 62.5%, 5 of 8",
      ]
    )
    var part = MadeAudit.small
    part = MadeAudit(part.report.skills, isPartial: true)
    #expect(try Elements(part.page.html).named("circle").isEmpty)
  }

  @Test func `an audit that is on record already is one point`() throws {
    var made = MadeAudit([MadeAudit.skill("a", [MadeAudit.kept("x")])])
    made.history = [MadeAudit.entry(1, MadeAudit.day, 1, of: 1)]
    #expect(try Elements(made.page.html).named("circle").count == 1)
  }

  @Test func `dates are read back as they were written, in leap years too`() throws {
    for seconds: Int64 in [1_709_164_800, 1_709_251_199, 4_107_542_400, 951_782_400] {
      var made = MadeAudit([MadeAudit.skill("a", [MadeAudit.kept("x")])], at: Timestamp(seconds: seconds + 1))
      made.history = [MadeAudit.entry(1, Timestamp(seconds: seconds), 1, of: 1)]
      let first = try #require(try Elements(made.page.html).named("circle").first)
      #expect(first.text.hasPrefix(AuditPage.day(Timestamp(seconds: seconds))))
      #expect(try Elements(made.page.html).named("circle").count == 2)
    }
  }
}

extension Verdict {
  fileprivate func renamed(_ text: String) -> Verdict {
    query.shouldTrigger && isKept
      ? MadeAudit.kept(text, origin: query.origin, before: text)
      : MadeAudit.lost(text, rank: 2, to: text, .outranked, text)
  }
}

/// The elements of a well-formed text, in order; the parser throws for another.
final class Elements: NSObject, XMLParserDelegate {
  struct Element {
    let name: String
    let attributes: [String: String]
    var text = ""
  }

  private(set) var all: [Element] = []
  private var open: [Int] = []

  init(_ text: String) throws {
    super.init()
    let parser = XMLParser(data: Data(text.utf8))
    parser.delegate = self
    guard parser.parse() else { throw parser.parserError ?? CocoaError(.fileReadCorruptFile) }
  }

  func named(_ names: String...) -> [Element] { all.filter { names.contains($0.name) } }

  func parser(
    _ parser: XMLParser,
    didStartElement name: String,
    namespaceURI: String?,
    qualifiedName: String?,
    attributes: [String: String]
  ) {
    open.append(all.count)
    all.append(Element(name: name, attributes: attributes))
  }

  func parser(_ parser: XMLParser, foundCharacters text: String) {
    for index in open { all[index].text += text }
  }

  func parser(_ parser: XMLParser, didEndElement name: String, namespaceURI: String?, qualifiedName: String?)
  {
    open.removeLast()
  }
}
