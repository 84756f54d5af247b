import Plumbing
import Support
import Testing

@testable import Memory

@Suite(.temporaryHouse)
struct SearchTests {
  let library = Library.current

  /// Notes that hold none of the words which the stories ask for.
  private func addFiller(_ count: Int = 30) throws {
    let words = "meeting agenda minutes budget travel invoice garden kitchen window letter".split(
      separator: " "
    )
    for number in 0..<count {
      let text = (0..<20).map { String(words[(number * 7 + $0 * 3) % words.count]) }.joined(separator: " ")
      try library.write(text + " f\(number)", to: "filler/\(number).md")
    }
  }

  private func find(_ query: String, in texts: [String: String]) throws -> [String] {
    try addFiller()
    try library.write(texts)
    try library.update()
    return try library.find(query)
  }

  // MARK: Ranking

  struct Story: CustomTestStringConvertible {
    let name: String
    let query: String
    let texts: [String: String]
    /// All that must come, in this order.
    let expected: [String]
    var isOrdered = true
    var testDescription: String { name }

    init(
      _ name: String,
      _ query: String,
      _ texts: [String: String],
      _ expected: [String],
      isOrdered: Bool = true
    ) {
      (self.name, self.query, self.texts, self.expected) = (name, query, texts, expected)
      self.isOrdered = isOrdered
    }
  }

  static let stories = [
    Story(
      "a word in the title beats one in the body",
      "harvest",
      ["title.md": "# Harvest\nsome thing of length", "body.md": "# Something\nharvest is of length"],
      ["title.md", "body.md"]
    ),
    Story(
      "a word among the keywords beats one in the body",
      "harvest",
      [
        "keyword.md":
          "---\nname: some\ndescription: thing\nmetadata:\n  keywords: harvest, x\n---\n# Some\nof length",
        "body.md": "# Something\nharvest is of length",
      ],
      ["keyword.md", "body.md"]
    ),
    Story(
      "all words beat one word that comes often",
      "harvest cider press",
      [
        "all.md": "the harvest for the cider in a press", "one.md": "harvest harvest harvest harvest harvest",
      ],
      ["all.md", "one.md"]
    ),
    Story(
      "words side by side beat words far apart",
      "cider harvest",
      [
        "far.md": "cider " + String(repeating: "meeting agenda ", count: 6) + "harvest",
        "near.md": "cider harvest " + String(repeating: "meeting agenda ", count: 6),
      ],
      ["near.md", "far.md"]
    ),
    Story(
      "words in the order of the query beat the other order",
      "cider harvest",
      ["turned.md": "the harvest cider agenda", "order.md": "the cider harvest agenda"],
      ["order.md", "turned.md"]
    ),
    Story(
      "a short note beats a long one with the same word",
      "harvest",
      [
        "long.md": "harvest " + String(repeating: "meeting agenda ", count: 200),
        "short.md": "harvest agenda",
      ],
      ["short.md", "long.md"]
    ),
    Story(
      "a name of a file is found",
      "harvest",
      ["2024-harvest-plan.md": "nothing of it in here"],
      ["2024-harvest-plan.md"]
    ),
    Story(
      "stems are one word",
      "harvesting",
      ["a.md": "they harvested apples"],
      ["a.md"]
    ),
    Story(
      "accents do not matter",
      "creme brulee",
      ["a.md": "a Crème Brûlée for two"],
      ["a.md"]
    ),
    Story(
      "accents that are typed do not matter either",
      "café",
      ["a.md": "the cafe", "b.md": "the CAFE\u{301}"],
      ["a.md", "b.md"],
      isOrdered: false
    ),
    Story(
      "a hyphenated word is found in every spelling",
      "follow-up",
      ["hyphen.md": "send a follow-up now", "words.md": "send a follow up now"],
      ["hyphen.md", "words.md"],
      isOrdered: false
    ),
    Story(
      "a version is found by its dots, before its digits",
      "v3.40.1",
      ["other.md": "release 40 of v3 and 1", "exact.md": "release v3.40.1 is out"],
      ["exact.md", "other.md"]
    ),
    Story(
      "a beginning is enough when no note has the word",
      "perfo",
      ["a.md": "about performance"],
      ["a.md"]
    ),
    Story(
      "a beginning is not looked for when a note has the word",
      "plan",
      ["word.md": "the plan", "longer.md": "the planet"],
      ["word.md"]
    ),
    Story(
      "a star asks for beginnings",
      "plan*",
      ["word.md": "the plan", "longer.md": "the planet"],
      ["word.md", "longer.md"]
    ),
    Story(
      "a query of stop words is still answered",
      "how to be",
      ["a.md": "to be or not"],
      ["a.md"]
    ),
    Story(
      "stop words do not count beside others",
      "how do I harvest",
      ["a.md": "how do I do it", "b.md": "harvest"],
      ["b.md"]
    ),
    Story(
      "a run of Han is found inside a sentence",
      "打折",
      ["a.md": "客户要求打折时先问预算。", "b.md": "客户要求退款时先问预算。"],
      ["a.md"]
    ),
    Story(
      "a run of Han whose characters stand apart is not the run",
      "\"打折\"",
      ["a.md": "打电话问折扣"],
      []
    ),
    Story(
      "a run of kana is found inside a sentence",
      "キャンセル",
      ["a.md": "予約をキャンセルしたい場合"],
      ["a.md"]
    ),
    Story(
      "Thai is found inside a sentence",
      "ส่วนลด",
      ["a.md": "ลูกค้าขอส่วนลดพิเศษ", "b.md": "ลูกค้าขอคืนเงิน"],
      ["a.md"]
    ),
    Story("Hangul is found by its words", "할인", ["a.md": "고객이 할인 요청"], ["a.md"]),
    Story("Cyrillic is found in any case", "СКИДКА", ["a.md": "клиент просит скидка"], ["a.md"]),
  ]

  @Test(arguments: stories)
  func `what is asked for comes first`(story: Story) throws {
    let found = try find(story.query, in: story.texts)
    if story.isOrdered {
      #expect(found == story.expected)
    } else {
      #expect(Set(found) == Set(story.expected))
    }
    try library.checkIntegrity()
  }

  @Test func `a rare word beats a common one`() throws {
    let found = try find(
      "budget harvest",
      in: ["a-common.md": "the budget is here", "rare.md": "the harvest is here"]
    )
    #expect(found.first == "rare.md")
    #expect(found.count > 20, "all are found")
  }

  struct Strict: CustomTestStringConvertible {
    let query: String
    let found: Set<String>
    var testDescription: String { query }
  }

  @Test(arguments: [
    Strict(query: "cider harvest", found: ["both.md", "apart.md", "cider.md"]),
    Strict(query: "\"cider harvest\"", found: ["both.md"]),
    Strict(query: "“cider harvest”", found: ["both.md"]),
    Strict(query: "„cider harvest“", found: ["both.md"]),
    Strict(query: "\"cider harvest", found: ["both.md"]),
    Strict(query: "\"cider\" harvest", found: ["both.md", "apart.md", "cider.md"]),
    Strict(query: "\"harvest\" cider", found: ["both.md", "apart.md"]),
    Strict(query: "\"harvest\" \"cider\"", found: ["both.md", "apart.md"]),
    Strict(query: "cider -harvest", found: ["cider.md"]),
    Strict(query: "cider -\"cider harvest\"", found: ["apart.md", "cider.md"]),
    Strict(query: "cider -harvests", found: ["cider.md"]),
    Strict(query: "cider - harvest", found: ["both.md", "apart.md", "cider.md"]),
    Strict(query: "cider --harvest", found: ["cider.md"]),
    Strict(query: "cider -cider", found: []),
    Strict(query: "-cider", found: []),
    Strict(query: "-cider -harvest", found: []),
    Strict(query: "\"no such phrase\"", found: []),
    Strict(query: "cider \"no such phrase\"", found: []),
    Strict(query: "\"harvest cider\"", found: []),
    Strict(query: "\"the harvest\"", found: ["apart.md"]),
  ])
  func `quotes and minus are strict`(strict: Strict) throws {
    let texts = [
      "both.md": "a cider harvest", "apart.md": "cider after the harvest", "cider.md": "only cider",
    ]
    #expect(Set(try find(strict.query, in: texts)) == strict.found)
  }

  // MARK: Scope

  private func addWork() throws -> Library {
    var library = library
    try library.add("work", at: "work")
    try library.add("archive", at: "archive", includeByDefault: false)
    try addFiller()
    for number in 0..<20 { try library.write("# Harvest \(number)\nharvest harvest", to: "h\(number).md") }
    try library.put(
      Array("a word on harvest, late and in passing".utf8),
      at: library.root.appending("work/w.md")
    )
    try library.put(
      Array("# Harvest\nharvest harvest harvest".utf8),
      at: library.root.appending("archive/z.md")
    )
    try library.update()
    return library
  }

  @Test func `a scope is exact, also when the best hits are elsewhere`() throws {
    let library = try addWork()
    var request = SearchRequest("harvest", limit: 1)
    request.collections = ["work"]
    #expect(try library.answer(request).hits.map(\.collection) == ["work"])
    request.collections = ["archive", "work", "archive"]
    request.limit = nil
    #expect(Set(try library.answer(request).hits.map(\.collection)) == ["archive", "work"])
    request.collections = ["nowhere"]
    let error = #expect(throws: UnknownCollection.self) { try library.answer(request) }
    #expect(error?.name == "nowhere")
  }

  @Test func `a collection that is left out by default is searched when it is named`() throws {
    let library = try addWork()
    #expect(!(try library.answer("harvest").hits.contains { $0.collection == "archive" }))
    var request = SearchRequest("harvest")
    request.collections = ["archive"]
    #expect(try library.answer(request).hits.map(\.path.text) == ["z.md"])
  }

  @Test func `a limit is the number of hits, and none gives all`() throws {
    let library = try addWork()
    #expect(try library.answer(SearchRequest("harvest")).hits.count == 5)
    #expect(try library.answer(SearchRequest("harvest", limit: 3)).hits.count == 3)
    #expect(try library.answer(SearchRequest("harvest", limit: 0)).hits.isEmpty)
    #expect(try library.answer(SearchRequest("harvest", limit: nil)).hits.count == 21)
  }

  @Test func `hits below the least score are counted and not shown`() throws {
    let library = try addWork()
    var request = SearchRequest("harvest cider press mill", limit: nil)
    let all = try library.answer(request).hits
    let middle = try #require(all.dropFirst(all.count / 2).first).score
    request.minimumScore = middle
    let answer = try library.answer(request)
    #expect(answer.hits.allSatisfy { $0.score >= middle })
    #expect(answer.hits.count + answer.belowMinimum == all.count)
    request.minimumScore = 1
    #expect(try library.answer(request).hits.isEmpty)
    #expect(try library.answer(request).belowMinimum == all.count)
  }

  @Test(arguments: [
    "harvest", "harvest budget", "\"harvest\"", "how do I harvest a window", "harv*", "meeting -f3",
  ])
  func `scores are between 0 and 1, points fall, and the order is the same each time`(query: String) throws {
    let library = try addWork()
    let answer = try library.answer(query)
    #expect(!answer.hits.isEmpty)
    #expect(answer.hits.allSatisfy { $0.score > 0 && $0.score < 1 })
    let points = answer.hits.map(\.explanation.points)
    #expect(points == points.sorted(by: >))
    #expect(try library.answer(query).hits == answer.hits)
  }

  // MARK: Words that are not there

  @Test func `a mistyped word is answered by what was meant`() throws {
    #expect(try find("harvset", in: ["a.md": "a harvest", "b.md": "other"]) == ["a.md"])
    let answer = try library.answer("harvset")
    #expect(answer.suggestions == [SearchAnswer.Suggestion(typed: "harvset", meant: "harvest")])
    #expect(answer.isCorrected)
  }

  @Test func `a mistyped word beside one that is found is only suggested`() throws {
    _ = try find("x", in: ["a.md": "a harvest", "b.md": "cider"])
    let answer = try library.answer("cider harvset")
    #expect(answer.hits.map(\.path.text) == ["b.md"])
    #expect(answer.suggestions.map(\.meant) == ["harvest"])
    #expect(!answer.isCorrected)
  }

  @Test func `a phrase is never corrected`() throws {
    #expect(try find("\"harvset\"", in: ["a.md": "a harvest"]) == [])
    #expect(try !library.answer("\"harvset\"").isCorrected)
  }

  @Test(arguments: ["qzxjvw", "xkcdqwv blorptag", "zzzzzz-yyyyyy", "!!!", "", " \n ", "\"\"", "-", "*", "()"])
  func `gibberish finds nothing`(query: String) throws {
    let found = try find(query, in: ["a.md": "a harvest", "b.md": "cider"])
    #expect(found == [])
    #expect(try !library.answer(query).isCorrected)
  }

  @Test func `a suggestion is spelled as a text spells it`() throws {
    _ = try find("x", in: ["a.md": "Reconciliation"])
    #expect(try library.answer("reconcilliation").suggestions.map(\.meant) == ["reconciliation"])
  }

  // MARK: Any text is a query

  @Test(arguments: [
    "\"", "\"\"\"", "'", "a'b", "AND", "OR NOT", "NEAR(a b)", "NEAR/2", "title:harvest", "{title body}: x",
    "^harvest",
    "harvest^2", "a + b", "(((", "))) OR (((", "harvest)", "*", "**", "-*", "--", "- -", "-\"", "-\"\"", "\\",
    "a\\\"b",
    ";", "'; DROP TABLE documents; --", "%", "_", "?1", ":name", "@x", "$y", "\0", "harvest\0AND", "\u{FEFF}",
    "\u{202E}x",
    "\u{301}", "\u{301}a", "a\u{200D}b", "👩‍👩‍👧", "🏳️‍🌈 harvest", "ﷺ", "İstanbul", "ß", "\r\n\t", "a:b:c", "#tag",
    "[[link]]",
    "`code`", "http://x.y/z?a=b&c=d#e", "C++", "C#", ".", "...", "a.", ".a", "—", "“", "„x", "«x»", "x*y*z",
    "\u{FFFD}",
    "١٢٣", "Ⅷ", "½", "a_b", "x\u{00AD}y", "\u{E0041}", "\u{10FFFF}", "漢*", "-漢字", "\"漢 字\"", "ก", "ก็",
  ])
  func `punctuation is never an error`(query: String) throws {
    try library.write(["a.md": "harvest a b c x y 漢字 ก็ title"])
    try library.update()
    for text in [
      query, query + " harvest", "harvest " + query, "\"" + query + "\"", "-" + query + " harvest",
    ] {
      #expect(throws: Never.self) { try library.answer(text) }
    }
  }

  @Test func `ten thousand random texts are never an error`() throws {
    try library.write([
      "a.md": "harvest a b c x y 漢字 ก็", "b.md": "# cider\npress \"quoted\" -x", "c.md": "apple",
    ])
    try library.update()
    let reader = try library.reader()
    let search = try Search(reader, library.config, isWatched: true)
    var random = SplitMix64(20_26)
    let pieces = [
      "harvest", "\"", "-", "*", " ", "(", ")", ":", "cider", "x", "漢", "ก", "\u{301}", "\0", "^", "“", "OR",
    ]
    for number in 0..<10_000 {
      var text = ""
      for _ in 0..<Int.random(in: 1..<24, using: &random) {
        if Bool.random(using: &random) {
          text += pieces.randomElement(using: &random) ?? ""
        } else {
          // Low planes are where the scripts and marks are.
          let top: UInt32 = [0x7F, 0x7FF, 0xFFFF, 0x1_FFFF, 0x10_FFFF][Int.random(in: 0..<5, using: &random)]
          if let scalar = Unicode.Scalar(UInt32.random(in: 0...top, using: &random)) {
            text.unicodeScalars.append(scalar)
          }
        }
      }
      do {
        let answer = try search.answer(SearchRequest(text, limit: nil))
        #expect(answer.hits.allSatisfy { $0.score >= 0 && $0.score <= 1 })
      } catch {
        Issue.record("query \(number), \(text.debugDescription): \(error)")
        return
      }
    }
  }

  @Test(arguments: ["%", "-%", "\"%\"", "\"%", "%-%", "%*", "漢%"])
  func `a query of five thousand words is answered in time`(form: String) throws {
    try addFiller()
    try library.write("harvest of word42 and word43 beside word44-word45", to: "a.md")
    try library.update()
    let words = (0..<5_000).map { "word\($0)" }
    let query =
      switch form {
      case "\"%": "harvest \"" + words.joined(separator: " ")
      case "%-%": "harvest " + words.joined(separator: "-")
      case "漢%": "harvest " + String(repeating: "漢字", count: 2_500)
      default:
        "harvest "
          + words.map { form.split(separator: "%", omittingEmptySubsequences: false).joined(separator: $0) }
          .joined(separator: " ")
      }
    let start = Moment.now
    let answer = try library.answer(query)
    #expect(Moment.now.milliseconds(since: start) < 5_000 * Double(Sanitizer.slowness))
    if form == "%" { #expect(answer.hits.first?.path.text == "a.md") }
    if form == "-%" || form.contains("\"") { #expect(answer.hits.isEmpty) }
  }

  @Test func `words beyond the first distinct sixty-four are left out`() throws {
    let tokenizer = try Database(FilePath(""), mode: .memory).tokenizer(Schema.tokenizer)
    let query = Query((0..<100).map { "word\($0 % 80)" }.joined(separator: " "), tokenizer)
    #expect(query.terms.count == 64)
    #expect(query.terms.last?.text == "word63")
    #expect(query.dropped > 0)
  }

  // MARK: Where it stands

  struct Place: CustomTestStringConvertible {
    let name: String
    let query: String
    let text: String
    let line: Int
    let shows: String
    var testDescription: String { name }

    init(_ name: String, _ query: String, _ text: String, line: Int, shows: String) {
      (self.name, self.query, self.text, self.line, self.shows) = (name, query, text, line, shows)
    }
  }

  static let filling = String(repeating: "meeting agenda minutes\n", count: 9)

  @Test(arguments: [
    Place("a word", "harvest", filling + "the harvest\n" + filling, line: 10, shows: "the harvest"),
    Place("a stem", "harvesting", filling + "they harvested\n" + filling, line: 10, shows: "harvested"),
    Place("a beginning", "harv*", filling + "the harvest\n" + filling, line: 10, shows: "the harvest"),
    Place("a beginning that no note has", "harve", filling + "the harvest\n", line: 10, shows: "the harvest"),
    Place(
      "a phrase, not its words",
      "\"cider harvest\"",
      "harvest cider\n" + filling + "the cider harvest\n" + filling,
      line: 11,
      shows: "the cider harvest"
    ),
    Place(
      "a hyphenated word as a whole",
      "follow-up",
      "up\nfollow\n" + filling + "a follow-up\n",
      line: 12,
      shows: "a follow-up"
    ),
    Place(
      "both words rather than one",
      "cider harvest",
      "cider\n" + filling + "harvest of cider\n" + filling,
      line: 11,
      shows: "harvest of cider"
    ),
    Place(
      "after front matter",
      "harvest",
      "---\nname: x\ndescription: y\n---\n# Title\n\nthe harvest\n",
      line: 7,
      shows: "the harvest"
    ),
    Place(
      "Windows line ends within",
      "harvest",
      "one\r\ntwo\r\nthe harvest\r\nfour\r\nfive\r\nsix\r\n",
      line: 3,
      shows: "two\nthe harvest\nfour\nfive"
    ),
    Place(
      "Windows line ends at the end",
      "harvest",
      "one\r\ntwo\r\nthe harvest\r\nfour\r\n",
      line: 3,
      shows: "two\nthe harvest"
    ),
    Place("Han", "打折", "# 价格\n\n先问预算\n客户要求打折时\n再说\n", line: 4, shows: "客户要求打折时"),
    Place("the last line without an end", "harvest", filling + "harvest", line: 10, shows: "harvest"),
    Place("the only line", "harvest", "harvest", line: 1, shows: "harvest"),
    Place("accents", "creme", filling + "Crème\n", line: 10, shows: "Crème"),
    Place(
      "the first of equals",
      "harvest",
      filling + "harvest a\n" + filling + "harvest b",
      line: 10,
      shows: "harvest a"
    ),
  ])
  func `a hit is opened at the right line`(place: Place) throws {
    try addFiller(5)
    try library.write(place.text, to: "a.md")
    try library.update()
    let hit = try #require(try library.answer(place.query).hits.first { $0.path.text == "a.md" })
    #expect(hit.passage.line == place.line)
    #expect(hit.passage.text.contains(place.shows))
    #expect(!hit.passage.text.contains("\r"))
    let passage = hit.passage
    #expect(passage.firstLine <= passage.line && passage.line < passage.firstLine + passage.lineCount)
    #expect(passage.before == passage.firstLine - 1)
    #expect(passage.before + passage.lineCount + passage.after == lineCount(place.text))
    #expect(passage.text.split(separator: "\n", omittingEmptySubsequences: false).count == passage.lineCount)
  }

  private func lineCount(_ text: String) -> Int {
    // The empty line after the last line end counts, as in the `@@` header that existing users read.
    text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).count
  }

  @Test func `a hit by its title alone is opened where the text begins`() throws {
    try library.write("---\nname: harvest\ndescription: y\n---\n\nnothing of it\n", to: "a.md")
    try library.update()
    let hit = try #require(try library.answer("harvest").hits.first)
    #expect(hit.title == "harvest")
    #expect(hit.passage.line == 2, "the name in the front matter is in the text")
    try library.write("nothing of it\n", to: "harvest.md")
    try library.update()
    let other = try #require(try library.answer("harvest").hits.first { $0.path.text == "harvest.md" })
    #expect(other.passage.line == 1)
  }

  @Test func `a hit knows the headings above it`() throws {
    try library.write("# One\n## Two\ntext\n### Three\n## Four\n### Five\nthe harvest\n# Six\n", to: "a.md")
    try library.update()
    #expect(try library.answer("harvest").hits.first?.passage.headings == ["One", "Four", "Five"])
  }

  @Test func `a body is given whole when it is asked for`() throws {
    try library.write("the harvest\nof apples\n", to: "a.md")
    try library.update()
    var request = SearchRequest("harvest")
    #expect(try library.answer(request).hits.first?.body == nil)
    request.wantsBody = true
    #expect(try library.answer(request).hits.first?.body == "the harvest\nof apples\n")
  }

  // MARK: Why it ranks there

  @Test(arguments: [
    "harvest", "cider harvest", "follow-up harvest", "harv* cider", "\"cider harvest\" agenda",
  ])
  func `the parts of an explanation add up`(query: String) throws {
    _ = try find(
      query,
      in: [
        "a.md": "# Harvest\na cider harvest, a follow-up", "b.md": "cider and agenda and harvest",
        "c.md": "harvests",
      ]
    )
    let ranking = Ranking()
    let hits = try library.answer(query).hits
    #expect(!hits.isEmpty)
    for explanation in hits.map(\.explanation) {
      let sum = explanation.parts.reduce(explanation.proximity) { $0 + $1.points }
      let factor = 1 - ranking.coverage + ranking.coverage * explanation.coverage
      #expect(abs(explanation.points - sum * factor) < 1e-9)
      #expect(explanation.coverage > 0 && explanation.coverage <= 1 + 1e-9)
      #expect(!explanation.fields.isEmpty)
      #expect(explanation.parts.allSatisfy { $0.documents > 0 || $0.points == 0 })
    }
  }

  @Test func `an explanation names fields, counts and words`() throws {
    _ = try find("x", in: ["a.md": "# Harvest\ntext", "b.md": "a harvest of cider"])
    let hit = try #require(try library.answer("harvest cider").hits.first { $0.path.text == "a.md" })
    #expect(hit.explanation.fields == ["title", "headings", "body"])
    #expect(hit.explanation.parts.map(\.term) == ["harvest", "cider"])
    #expect(hit.explanation.parts.map(\.documents) == [2, 1])
    #expect(hit.explanation.parts.last?.points == 0)
    #expect(!hit.explanation.isFromFile)
  }
}
