import CSQLite

/// What SQLite answered, with the SQL it was asked and without the values, which are the user's.
public struct SQLiteError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The extended result code, one of <https://www.sqlite.org/rescode.html>.
  public let code: Int32
  public let message: String
  public let sql: String

  public init(code: Int32, message: String, sql: String = "") {
    self.code = code
    self.message = message
    self.sql = sql
  }

  /// The code without its extension.
  public var primaryCode: Int32 { code & 0xff }

  /// The file is not a database, or its pages contradict each other.
  public var isDamage: Bool { primaryCode == SQLITE_CORRUPT || primaryCode == SQLITE_NOTADB }
  public var isFull: Bool { primaryCode == SQLITE_FULL }
  public var isBusy: Bool { primaryCode == SQLITE_BUSY || primaryCode == SQLITE_LOCKED }
  public var isReadOnly: Bool { primaryCode == SQLITE_READONLY }
  public var cannotOpen: Bool { primaryCode == SQLITE_CANTOPEN }
  public var isInputOutput: Bool { primaryCode == SQLITE_IOERR }

  public var description: String { sql.isEmpty ? message : "\(message) (in: \(sql))" }
}
