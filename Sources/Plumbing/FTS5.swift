import CSQLite
import Glibc

/// A row that an FTS5 query matched, seen from inside a ranking function: where each phrase stands.
///
/// Valid only while the function runs. https://www.sqlite.org/fts5.html#custom_auxiliary_functions
@safe
public struct FTSRow: ~Copyable {
  private let api: Fts5ExtensionApi
  private let context: OpaquePointer

  init?(_ api: UnsafePointer<Fts5ExtensionApi>?, _ context: OpaquePointer?) {
    guard let api = unsafe api, let context = unsafe context else { return nil }
    unsafe self.api = api.pointee
    unsafe self.context = context
  }

  public var id: Int64 { unsafe api.xRowid(context) }

  /// Rows in the whole table.
  public var rowCount: Int64 {
    var count: Int64 = 0
    _ = unsafe api.xRowCount(context, &count)
    return count
  }

  /// Tokens of one column, in this row.
  public func tokens(in column: Int32) -> Int {
    var count: Int32 = 0
    _ = unsafe api.xColumnSize(context, column, &count)
    return Int(count)
  }

  /// Tokens of one column, in all rows.
  public func allTokens(in column: Int32) -> Int64 {
    var count: Int64 = 0
    _ = unsafe api.xColumnTotalSize(context, column, &count)
    return count
  }

  /// Each place where a phrase of the query stands, in the order of columns and tokens.
  public func forEachInstance(_ body: (_ phrase: Int, _ column: Int, _ offset: Int) -> Void) {
    var count: Int32 = 0
    guard unsafe api.xInstCount(context, &count) == SQLITE_OK else { return }
    var (phrase, column, offset): (Int32, Int32, Int32) = (0, 0, 0)
    for index in 0..<count {
      guard unsafe api.xInst(context, index, &phrase, &column, &offset) == SQLITE_OK else { return }
      body(Int(phrase), Int(column), Int(offset))
    }
  }
}

extension Database {
  /// Makes an FTS5 auxiliary function out of `body`, to be called once for each row that matches.
  public func defineRanking(
    _ name: String,
    _ body: @escaping (borrowing FTSRow) -> Double
  ) throws(SQLiteError) {
    guard let api = unsafe qmd_sqlite_fts5(handle), let create = unsafe api.pointee.xCreateFunction else {
      throw SQLiteError(code: SQLITE_ERROR, message: "this SQLite was built without FTS5")
    }
    let box = unsafe Unmanaged.passRetained(RankingFunction(body)).toOpaque()
    let code = unsafe create(
      api,
      name,
      box,
      { api, context, result, _, _ in
        guard let row = unsafe FTSRow(api, context), let user = unsafe api?.pointee.xUserData(context) else {
          return
        }
        let function = unsafe Unmanaged<RankingFunction>.fromOpaque(user).takeUnretainedValue()
        unsafe sqlite3_result_double(result, function.body(row))
      },
      { user in
        if let user = unsafe user { unsafe Unmanaged<RankingFunction>.fromOpaque(user).release() }
      }
    )
    guard code == SQLITE_OK else { throw error(code, name) }
  }

  private final class RankingFunction {
    let body: (borrowing FTSRow) -> Double

    init(_ body: @escaping (borrowing FTSRow) -> Double) { self.body = body }
  }

  /// The tokenizer that the index uses, for reading queries and texts exactly as FTS5 reads them.
  ///
  /// The arguments are those of `tokenize=`, one by one: `["porter", "unicode61"]`.
  public func tokenizer(_ arguments: [String]) throws(SQLiteError) -> Tokenizer {
    try Tokenizer(arguments, of: self)
  }
}

/// An FTS5 tokenizer.
@safe
public final class Tokenizer {
  private var methods: fts5_tokenizer
  private let instance: OpaquePointer
  // The tokenizer lives in the connection.
  private let database: Database

  init(_ arguments: [String], of database: Database) throws(SQLiteError) {
    let missing = SQLiteError(
      code: SQLITE_ERROR,
      message: "no tokenizer '\(arguments.joined(separator: " "))'"
    )
    guard let name = arguments.first, let api = unsafe qmd_sqlite_fts5(database.handle),
      let find = unsafe api.pointee.xFindTokenizer
    else { throw missing }
    var user: UnsafeMutableRawPointer?
    var methods = fts5_tokenizer()
    guard unsafe find(api, name, &user, &methods) == SQLITE_OK, let create = unsafe methods.xCreate else {
      throw missing
    }
    var made: OpaquePointer?
    let rest = unsafe arguments.dropFirst().map { unsafe strdup($0) }
    defer { unsafe rest.forEach { unsafe free($0) } }
    var pointers = unsafe rest.map { unsafe UnsafePointer($0) }
    let code = unsafe create(user, &pointers, Int32(pointers.count), &made)
    guard code == SQLITE_OK, let made = unsafe made else { throw missing }
    self.methods = methods
    unsafe instance = made
    self.database = database
  }

  deinit { unsafe methods.xDelete?(instance) }

  /// A word of a text as the index stores it, and where it stands.
  public struct Token: Equatable, Sendable {
    /// Folded and stemmed.
    public let term: [UInt8]
    /// Bytes of the text it was made of.
    public let range: Range<Int>
  }

  public func tokens(of text: [UInt8]) -> [Token] {
    var found: [Token] = []
    unsafe each(of: text) { term, range in found.append(Token(term: unsafe Array(term), range: range)) }
    return found
  }

  /// A term to look for in a text; `isPrefix` finds every term that begins with it.
  public struct Needle: Equatable, Sendable {
    public let term: [UInt8]
    public let isPrefix: Bool

    public init(term: [UInt8], isPrefix: Bool = false) {
      self.term = term
      self.isPrefix = isPrefix
    }
  }

  /// A place where a needle was found.
  public struct Occurrence: Equatable, Sendable {
    public let needle: Int
    /// Which token of the text, counted from 0.
    public let position: Int
    public let range: Range<Int>
  }

  /// Every place in `text` where one of `needles` stands, in order; nothing is copied out of the text.
  public func occurrences(of needles: [Needle], in text: [UInt8]) -> [Occurrence] {
    var found: [Occurrence] = []
    var position = 0
    unsafe each(of: text) { term, range in
      defer { position += 1 }
      for (index, needle) in needles.enumerated() {
        guard needle.isPrefix ? term.count >= needle.term.count : term.count == needle.term.count else {
          continue
        }
        if unsafe term.starts(with: needle.term) {
          found.append(Occurrence(needle: index, position: position, range: range))
          break
        }
      }
    }
    return found
  }

  private func each(of text: [UInt8], _ body: (UnsafeRawBufferPointer, Range<Int>) -> Void) {
    unsafe withoutActuallyEscaping(body) { body in
      var receiver = unsafe Receiver(body: body)
      unsafe text.withUnsafeBufferPointer { buffer in
        guard let start = buffer.baseAddress, !buffer.isEmpty else { return }
        unsafe withUnsafeMutablePointer(to: &receiver) { receiver in
          _ = unsafe start.withMemoryRebound(to: CChar.self, capacity: buffer.count) {
            unsafe methods.xTokenize?(
              instance,
              receiver,
              FTS5_TOKENIZE_DOCUMENT,
              $0,
              Int32(buffer.count),
              { user, _, term, count, from, to in
                guard let receiver = unsafe user?.assumingMemoryBound(to: Receiver.self) else {
                  return SQLITE_OK
                }
                unsafe receiver.pointee.body(
                  UnsafeRawBufferPointer(start: term, count: Int(count)),
                  Int(from)..<Int(to)
                )
                return SQLITE_OK
              }
            )
          }
        }
      }
    }
  }

  @unsafe private struct Receiver {
    let body: (UnsafeRawBufferPointer, Range<Int>) -> Void
  }
}
