import Plumbing
import Support
import Testing

struct StatementTests {
  private let database: Database

  init() throws {
    database = try Database(FilePath(""), mode: .memory)
    try database.execute("CREATE TABLE t(id INTEGER PRIMARY KEY, value)")
  }

  private func insert(_ bind: (Statement) -> Void) throws {
    let insert = try database.statement("INSERT INTO t(value) VALUES(?1)")
    bind(insert)
    try insert.run()
  }

  private func type() throws -> String? {
    try database.statement("SELECT typeof(value) FROM t ORDER BY id DESC LIMIT 1").string()
  }

  @Test(arguments: ["", "plain", "a\u{0}b", "ünï 漢字 👩‍👩‍👧", "it's; DROP TABLE t"])
  func `a text comes back as it went in`(text: String) throws {
    try insert { $0.bind(1, text) }
    #expect(try type() == "text")
    #expect(try database.statement("SELECT value FROM t").string() == text)
  }

  @Test(arguments: [[], [0], [0xFF, 0xFE], Array(0...255)] as [[UInt8]])
  func `bytes come back as they went in, as text or as a blob`(bytes: [UInt8]) throws {
    for kind in ["text", "blob"] {
      try insert { kind == "text" ? $0.bind(1, text: bytes) : $0.bind(1, blob: bytes) }
      #expect(try type() == kind, "an empty one is not NULL")
      let select = try database.statement("SELECT value FROM t ORDER BY id DESC LIMIT 1")
      #expect(try select.step())
      #expect(select.bytes(0) == bytes)
      #expect(!select.isNull(0))
      select.reset()
    }
  }

  @Test func `text that is no UTF-8 is shown with replacements`() throws {
    try insert { $0.bind(1, text: [0x61, 0xFF, 0x62]) }
    #expect(try database.statement("SELECT value FROM t").string() == "a\u{FFFD}b")
  }

  @Test(arguments: [nil, 0, -1, .max, .min] as [Int64?])
  func `a number comes back as it went in, or not at all`(number: Int64?) throws {
    try insert { $0.bind(1, number) }
    #expect(try database.statement("SELECT value FROM t").integer() == number)
    #expect(try type() == (number == nil ? "null" : "integer"))
  }

  @Test func `nothing is nil, whatever is asked for`() throws {
    #expect(try database.statement("SELECT value FROM t").integer() == nil)
    #expect(try database.statement("SELECT value FROM t").string() == nil)
    try insert { $0.bind(1, nil as String?) }
    #expect(try database.statement("SELECT value FROM t").string() == nil)
    let row = try database.statement("SELECT value, 2.5 FROM t")
    #expect(try row.step())
    #expect(row.optionalText(0) == nil && row.text(0) == "" && row.bytes(0) == [] && row.double(1) == 2.5)
    #expect(try !row.step())
    row.reset()
  }

  @Test func `a statement is made once and handed out without its old values`() throws {
    let first = try database.statement("INSERT INTO t(value) VALUES(?1)")
    first.bind(1, "old")
    try first.run()
    let second = try database.statement("INSERT INTO t(value) VALUES(?1)")
    #expect(first === second)
    try second.run()
    #expect(try database.statement("SELECT count(*) FROM t WHERE value IS NULL").integer() == 1)
  }

  @Test func `a statement that failed can be used again`() throws {
    let insert = try database.statement("INSERT INTO t(id, value) VALUES(?1, 'x')")
    insert.bind(1, 1)
    try insert.run()
    insert.bind(1, 1)
    let error = #expect(throws: SQLiteError.self) { try insert.run() }
    #expect(error?.primaryCode == 19, "a constraint")
    #expect(error?.sql == "INSERT INTO t(id, value) VALUES(?1, 'x')")
    insert.bind(1, 2)
    try insert.run()
    #expect(try database.statement("SELECT count(*) FROM t").integer() == 2)
  }

  @Test func `statements that are forgotten are made anew`() throws {
    let before = try database.statement("SELECT 1")
    database.forgetStatements()
    #expect(try database.statement("SELECT 1") !== before)
    #expect(try before.integer() == 1)
  }

  @Test func `an error says the SQL and not the values`() throws {
    let error = #expect(throws: SQLiteError.self) { try database.statement("SELECT absent FROM t") }
    #expect(error?.description == "no such column: absent (in: SELECT absent FROM t)")
    #expect(throws: SQLiteError.self, "double quotes are names, never strings") {
      try database.statement("SELECT \"absent\" FROM t")
    }
  }

  @Test func `what a transaction throws takes back what it did`() throws {
    struct Stop: Error {}
    #expect(throws: Stop.self) {
      try database.transaction {
        try database.execute("INSERT INTO t(value) VALUES(1)")
        throw Stop()
      }
    }
    #expect(try database.statement("SELECT count(*) FROM t").integer() == 0)
    let result = try database.transaction {
      try database.execute("INSERT INTO t(value) VALUES(1)")
      return 7
    }
    #expect(result == 7)
    #expect(try database.statement("SELECT count(*) FROM t").integer() == 1)
  }

  @Test func `a transaction that SQLite ended itself is not ended twice`() throws {
    let error = #expect(throws: SQLiteError.self) {
      try database.transaction { try database.execute("INSERT OR ROLLBACK INTO t(id) VALUES(1), (1)") }
    }
    #expect(error?.primaryCode == 19)
    try database.transaction { try database.execute("INSERT INTO t(value) VALUES(1)") }
  }

  @Test func `a function of ours gets bytes and gives text, or an error by its name`() throws {
    try database.define("reversed") { bytes, number in number < 0 ? nil : Array(bytes.reversed()) + [0x30] }
    #expect(try database.statement("SELECT reversed('abc', 0)").string() == "cba0")
    #expect(try database.statement("SELECT reversed(x'', 0)").string() == "0")
    #expect(try database.statement("SELECT reversed(NULL, 0)").string() == "0")
    let error = #expect(throws: SQLiteError.self) {
      try database.statement("SELECT reversed('', -1)").string()
    }
    #expect(error?.message == "reversed: unreadable value")
  }

  @Test func `a packed blob is unpacked where it lies`() throws {
    let text = Array(String(repeating: "apples and pears ", count: 200).utf8)
    try insert { $0.bind(1, blob: Zstd.pack(text)) }
    let row = try database.statement("SELECT value FROM t")
    #expect(try row.step())
    #expect(row.unpacked(0, length: text.count) == text)
    #expect(row.unpacked(0, length: text.count + 1) == nil)
    #expect(row.unpacked(0, length: text.count - 1) == nil)
    row.reset()
  }
}

@Suite(.temporaryHouse)
struct DatabaseTests {
  @Test(arguments: [
    "plain.sqlite", "with space & ?mode=rwc#x.sqlite", "100%41.sqlite", "ünï漢字.sqlite", "new\nline",
  ])
  func `a file of any name is opened by that name`(name: String) throws {
    let path = Folder.path(name)
    #expect(throws: SQLiteError.self) { try Database(path, mode: .readOnly) }
    #expect(!path.exists, "a reader makes no file")
    try Database(path, mode: .readWrite).execute("CREATE TABLE t(x); INSERT INTO t VALUES(5)")
    #expect(path.exists)
    let reader = try Database(path, mode: .readOnly)
    #expect(try reader.statement("SELECT x FROM t").integer() == 5)
    let error = #expect(throws: SQLiteError.self) { try reader.execute("INSERT INTO t VALUES(6)") }
    #expect(error?.isReadOnly == true)
  }

  @Test func `a connection sees that another has committed`() throws {
    let path = Folder.path("a.sqlite")
    let one = try Database(path, mode: .readWrite), other = try Database(path, mode: .readWrite)
    try one.execute("PRAGMA journal_mode = WAL; CREATE TABLE t(x)")
    let before = try other.dataVersion()
    try one.execute("INSERT INTO t VALUES(1)")
    #expect(try other.dataVersion() != before)
    #expect(try other.dataVersion() == other.dataVersion())
  }

  @Test func `a writer in the way is busy, and the transaction says so at its beginning`() throws {
    let path = Folder.path("a.sqlite")
    let one = try Database(path, mode: .readWrite)
    let other = try Database(path, mode: .readWrite, busyTimeout: 1)
    try one.execute("PRAGMA journal_mode = WAL; CREATE TABLE t(x)")
    var ran = false
    try one.transaction {
      let error = #expect(throws: SQLiteError.self) { try other.transaction { ran = true } }
      #expect(error?.isBusy == true)
    }
    #expect(!ran)
    try other.transaction { ran = true }
    #expect(ran)
  }

  @Test func `a checkpoint moves the log into the file and readers do not hinder it from ending`() throws {
    let path = Folder.path("a.sqlite"), log = Folder.path("a.sqlite-wal")
    let writer = try Database(path, mode: .readWrite, busyTimeout: 1)
    try writer.execute("PRAGMA journal_mode = WAL; CREATE TABLE t(x); INSERT INTO t VALUES(1)")
    let reader = try Database(path, mode: .readOnly)
    let open = try reader.statement("SELECT x FROM t")
    #expect(try open.step())
    try writer.execute("INSERT INTO t VALUES(2)")
    try writer.checkpoint(truncating: true)
    open.reset()
    try writer.checkpoint(truncating: true)
    #expect(FileStatus.of(log)?.size == 0)
  }

  @Test func `the log stays when the last connection goes, for readers who may not make one`() throws {
    let path = Folder.path("a.sqlite")
    do {
      let writer = try Database(path, mode: .readWrite)
      try writer.execute("PRAGMA journal_mode = WAL; CREATE TABLE t(x); INSERT INTO t VALUES(1)")
    }
    #expect(Folder.path("a.sqlite-wal").exists && Folder.path("a.sqlite-shm").exists)
  }

  @Test func `what is no database is damage`() throws {
    try Folder.write("this is no database, whatever its name says", to: "a.sqlite")
    let error = #expect(throws: SQLiteError.self) {
      try Database(Folder.path("a.sqlite"), mode: .readOnly).statement("SELECT * FROM sqlite_schema")
    }
    #expect(error?.isDamage == true)
    let missing = #expect(throws: SQLiteError.self) {
      try Database(Folder.path("no/a.sqlite"), mode: .readWrite)
    }
    #expect(missing?.cannotOpen == true)
  }
}

struct TokenizerTests {
  private let tokenizer: Tokenizer
  private let database: Database

  init() throws {
    database = try Database(FilePath(""), mode: .memory)
    tokenizer = try database.tokenizer(["porter", "unicode61"])
  }

  private func terms(_ text: String) -> [String] {
    tokenizer.tokens(of: Array(text.utf8)).map { String(decoding: $0.term, as: UTF8.self) }
  }

  @Test(arguments: [
    ("", []), ("...", []), ("Harvesting HARVESTED", ["harvest", "harvest"]),
    ("Crème brûlée", ["creme", "brule"]),
    ("e\u{301}te\u{301}", ["et"]), ("follow-up", ["follow", "up"]), ("v3.40", ["v3", "40"]),
    ("a_b", ["a", "b"]),
    ("Straße", ["straß"]), ("СКИДКА", ["скидка"]), ("a\u{0}b", ["a", "b"]),
  ])
  func `words are folded and stemmed`(text: String, expected: [String]) {
    #expect(terms(text) == expected)
  }

  @Test func `a token knows the bytes it was made of`() {
    let text = Array("Ünï: harvesting!".utf8)
    let tokens = tokenizer.tokens(of: text)
    #expect(tokens.map { String(decoding: text[$0.range], as: UTF8.self) } == ["Ünï", "harvesting"])
  }

  @Test func `bytes that are no UTF-8 do not stop it`() {
    #expect(tokenizer.tokens(of: [0xFF, 0x20, 0x61, 0x62, 0x20, 0xC3]).contains { $0.term == [0x61, 0x62] })
    #expect(tokenizer.tokens(of: [UInt8](repeating: 0x61, count: 100_000)).count == 1)
  }

  @Test func `what FTS5 stores is what the tokenizer says`() throws {
    try database.execute("CREATE VIRTUAL TABLE f USING fts5(x, tokenize='porter unicode61')")
    try database.execute("CREATE VIRTUAL TABLE words USING fts5vocab(f, row)")
    let text = "The harvests of Crème brûlée — 漢字, v3.40.1 & co."
    let insert = try database.statement("INSERT INTO f(x) VALUES(?1)")
    insert.bind(1, text)
    try insert.run()
    let rows = try database.statement("SELECT term FROM words ORDER BY term")
    var stored: [String] = []
    while try rows.step() { stored.append(rows.text(0)) }
    #expect(stored == Set(terms(text)).sorted())
  }

  @Test func `needles are found in order, each token once`() {
    let text = Array("harvest of the harvesters and harvesting".utf8)
    let needles = [
      Tokenizer.Needle(term: Array("harvest".utf8)),
      Tokenizer.Needle(term: Array("harv".utf8), isPrefix: true),
      Tokenizer.Needle(term: Array("absent".utf8)),
    ]
    let found = tokenizer.occurrences(of: needles, in: text)
    #expect(found.map(\.position) == [0, 3, 5])
    #expect(found.map(\.needle) == [0, 0, 0] || found.map(\.needle) == [0, 1, 0])
    #expect(found.map(\.range) == [0..<7, 15..<25, 30..<40])
    #expect(tokenizer.occurrences(of: [], in: text).isEmpty)
    #expect(tokenizer.occurrences(of: needles, in: []).isEmpty)
    let exact = [Tokenizer.Needle(term: Array("harv".utf8))]
    #expect(tokenizer.occurrences(of: exact, in: text).isEmpty, "a beginning is no word")
  }

  @Test func `a tokenizer that is not there is an error`() {
    #expect(throws: SQLiteError.self) { try database.tokenizer(["nonsense"]) }
    #expect(throws: SQLiteError.self) { try database.tokenizer([]) }
  }

  @Test func `a ranking function sees each place of each phrase`() throws {
    try database.execute("CREATE VIRTUAL TABLE f USING fts5(title, body)")
    try database.execute("INSERT INTO f VALUES('a b', 'x a b a'), ('c', 'a'), ('z', 'z')")
    var seen: [String] = []
    try database.defineRanking("look") { row in
      row.forEachInstance { phrase, column, offset in seen.append("\(row.id):\(phrase)/\(column)/\(offset)") }
      #expect(row.rowCount == 3)
      #expect(row.allTokens(in: 1) == 6)
      if row.id == 1 { #expect(row.tokens(in: 0) == 2 && row.tokens(in: 1) == 4) }
      return 1.5
    }
    let rows = try database.statement("SELECT look(f) FROM f WHERE f MATCH '\"a\" OR \"a b\"' ORDER BY rowid")
    while try rows.step() { #expect(rows.double(0) == 1.5) }
    #expect(seen == ["1:0/0/0", "1:1/0/0", "1:0/1/1", "1:1/1/1", "1:0/1/3", "2:0/1/0"])
  }
}
