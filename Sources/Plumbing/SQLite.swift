import CSQLite

/// One open SQLite file; the only code that speaks `sqlite3_*`.
///
/// A connection belongs to whoever made it: it is not `Sendable`, and SQLite is told not to lock for it.
@safe
public final class Database {
  public enum Mode: Sendable {
    /// Opens with `mode=ro`: a reader can neither write nor checkpoint.
    case readOnly
    /// Opens for the one writer, who holds the lock; creates the file, private to its owner.
    case readWrite
    /// Lives in memory and is gone with the connection.
    case memory
  }

  /// Where intermediate results go that are too large for memory; else it is /var/tmp, which may not be ours to write.
  ///
  /// Before the first thread starts, because it is kept in the environment.
  public static func keepTemporaryFiles(in folder: FilePath) {
    Launch.setVariable("SQLITE_TMPDIR", folder)
  }

  let handle: OpaquePointer
  private let busyTimeout: Int32
  private var statements: [String: Statement] = [:]

  /// Opens the file, and waits up to `busyTimeout` milliseconds for another connection's lock.
  public init(
    _ path: FilePath,
    mode: Mode,
    busyTimeout: Int32 = Patience.milliseconds(usually: 5_000)
  ) throws(SQLiteError) {
    let name: String
    let flags: Int32
    switch mode {
    case .readOnly:
      name = "file:\(Self.uriEscaped(path))?mode=ro"
      flags = SQLITE_OPEN_READONLY | SQLITE_OPEN_URI | SQLITE_OPEN_NOMUTEX
    case .readWrite:
      // SQLite would make it by the umask; its WAL takes the rights of the file.
      Files.createEmpty(path)
      name = "file:\(Self.uriEscaped(path))"
      flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_URI | SQLITE_OPEN_NOMUTEX
    case .memory:
      name = ":memory:"
      flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX
    }
    var opened: OpaquePointer?
    let code = unsafe sqlite3_open_v2(name, &opened, flags, nil)
    guard code == SQLITE_OK, let opened = unsafe opened else {
      let message = unsafe opened.map { unsafe String(cString: sqlite3_errmsg($0)) } ?? "out of memory"
      unsafe sqlite3_close_v2(opened)
      throw SQLiteError(code: code, message: message)
    }
    unsafe handle = opened
    self.busyTimeout = busyTimeout
    unsafe sqlite3_extended_result_codes(handle, 1)
    unsafe sqlite3_busy_timeout(handle, busyTimeout)
    // A mistyped column name must be an error, not a string: https://www.sqlite.org/quirks.html#dblquote
    _ = unsafe qmd_sqlite_db_config(handle, SQLITE_DBCONFIG_DQS_DML, 0)
    _ = unsafe qmd_sqlite_db_config(handle, SQLITE_DBCONFIG_DQS_DDL, 0)
    _ = unsafe qmd_sqlite_db_config(handle, SQLITE_DBCONFIG_DEFENSIVE, 1)
    _ = unsafe qmd_sqlite_db_config(handle, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 1)
    if case .readWrite = mode {
      // Checkpoints are the writer's, under its lock, and the WAL stays for readers who may not create it.
      _ = unsafe qmd_sqlite_db_config(handle, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1)
      _ = unsafe qmd_sqlite_persist_wal(handle)
    }
  }

  deinit {
    statements.removeAll()
    unsafe sqlite3_close_v2(handle)
  }

  /// Runs every statement of `sql`, which is ours and holds no value of the user's.
  public func execute(_ sql: String) throws(SQLiteError) {
    let code = unsafe sqlite3_exec(handle, sql, nil, nil, nil)
    guard code == SQLITE_OK else { throw error(code, sql) }
  }

  /// The statement of `sql`, prepared once per connection and handed out reset.
  public func statement(_ sql: String) throws(SQLiteError) -> Statement {
    if let known = statements[sql] {
      known.reset()
      return known
    }
    let made = try Statement(sql, of: self)
    statements[sql] = made
    return made
  }

  /// Forgets the prepared statements, whose buffers may be large after a large batch.
  public func forgetStatements() {
    statements.removeAll()
    unsafe sqlite3_db_release_memory(handle)
  }

  /// Runs `body` between BEGIN IMMEDIATE and COMMIT; whatever it throws rolls back.
  ///
  /// IMMEDIATE because a deferred transaction that turns into a writer fails at once, whatever the busy timeout.
  public func transaction<T>(_ body: () throws -> T) throws -> T {
    try execute("BEGIN IMMEDIATE")
    do {
      let result = try body()
      try execute("COMMIT")
      return result
    } catch {
      if unsafe sqlite3_get_autocommit(handle) == 0 { try? execute("ROLLBACK") }
      throw error
    }
  }

  public var lastInsertedRow: Int64 { unsafe sqlite3_last_insert_rowid(handle) }

  /// Rows that this connection has changed since it was opened.
  public var totalChanges: Int64 { unsafe sqlite3_total_changes64(handle) }

  /// Changes whenever another connection has committed.
  public func dataVersion() throws(SQLiteError) -> Int64 {
    try statement("PRAGMA data_version").integer() ?? 0
  }

  /// Moves the WAL into the file as far as readers let it.
  ///
  /// `truncating` also empties it, and waits for those who still read in it: as long as for any lock, or
  /// `milliseconds`.
  public func checkpoint(
    truncating: Bool = false,
    waiting milliseconds: Int32? = nil
  ) throws(SQLiteError) {
    let mode = truncating ? SQLITE_CHECKPOINT_TRUNCATE : SQLITE_CHECKPOINT_PASSIVE
    if let milliseconds { unsafe sqlite3_busy_timeout(handle, milliseconds) }
    let code = unsafe sqlite3_wal_checkpoint_v2(handle, nil, mode, nil, nil)
    if milliseconds != nil { unsafe sqlite3_busy_timeout(handle, busyTimeout) }
    // Readers in the way are no error: the next checkpoint goes on.
    guard code == SQLITE_OK || code & 0xff == SQLITE_BUSY else { throw error(code, "checkpoint") }
  }

  func error(_ code: Int32, _ sql: String) -> SQLiteError {
    SQLiteError(code: code, message: unsafe String(cString: sqlite3_errmsg(handle)), sql: sql)
  }

  private static func uriEscaped(_ path: FilePath) -> String {
    var text = ""
    for byte in path.bytes {
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "/"), UInt8(ascii: "."), UInt8(ascii: "-"),
        UInt8(ascii: "_"):
        text.unicodeScalars.append(Unicode.Scalar(byte))
      default:
        text += "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16)
      }
    }
    return text
  }
}

extension Database {
  /// Makes a scalar SQL function of two arguments out of `body`: bytes and an integer in, text out.
  ///
  /// Where the arguments make no sense `body` gives nil; SQL then sees an error with the function's name.
  public func define(
    _ name: String,
    _ body: @escaping (_ bytes: [UInt8], _ number: Int64) -> [UInt8]?
  ) throws(SQLiteError) {
    let box = ScalarFunction(name: name, body: body)
    let code = unsafe sqlite3_create_function_v2(
      handle,
      name,
      2,
      SQLITE_UTF8 | SQLITE_DETERMINISTIC,
      Unmanaged.passRetained(box).toOpaque(),
      { context, count, values in
        guard count == 2, let values = unsafe values, let user = unsafe sqlite3_user_data(context) else {
          return
        }
        let function = unsafe Unmanaged<ScalarFunction>.fromOpaque(user).takeUnretainedValue()
        let number = unsafe sqlite3_value_int64(values[1])
        let start = unsafe sqlite3_value_blob(values[0])
        let bytes = unsafe UnsafeRawBufferPointer(start: start, count: Int(sqlite3_value_bytes(values[0])))
        guard let text = function.body(unsafe Array(bytes), number) else {
          unsafe sqlite3_result_error(context, "\(function.name): unreadable value", -1)
          return
        }
        unsafe text.withUnsafeBytes {
          unsafe qmd_sqlite_result_text(context, $0.baseAddress, Int64($0.count))
        }
      },
      nil,
      nil,
      { user in
        if let user = unsafe user { unsafe Unmanaged<ScalarFunction>.fromOpaque(user).release() }
      }
    )
    guard code == SQLITE_OK else { throw error(code, name) }
  }

  private final class ScalarFunction {
    let name: String
    let body: ([UInt8], Int64) -> [UInt8]?

    init(name: String, body: @escaping ([UInt8], Int64) -> [UInt8]?) {
      self.name = name
      self.body = body
    }
  }
}
