import CSQLite

/// A prepared statement: binding, stepping, reading columns.
@safe
public final class Statement {
  private let handle: OpaquePointer
  // The connection must outlive its statements; the cache in `Database` is emptied before it closes.
  private unowned let database: Database
  private let sql: String

  init(_ sql: String, of database: Database) throws(SQLiteError) {
    var made: OpaquePointer?
    let code = unsafe sqlite3_prepare_v3(
      database.handle,
      sql,
      -1,
      UInt32(SQLITE_PREPARE_PERSISTENT),
      &made,
      nil
    )
    guard code == SQLITE_OK, let made = unsafe made else { throw database.error(code, sql) }
    unsafe handle = made
    self.database = database
    self.sql = sql
  }

  deinit { unsafe sqlite3_finalize(handle) }

  // MARK: Values in, counted from 1 as SQL does

  public func bind(_ index: Int32, _ value: Int64?) {
    if let value {
      unsafe sqlite3_bind_int64(handle, index, value)
    } else {
      unsafe sqlite3_bind_null(handle, index)
    }
  }

  public func bind(_ index: Int32, real value: Double) {
    unsafe sqlite3_bind_double(handle, index, value)
  }

  public func bind(_ index: Int32, _ value: String?) {
    guard let value else {
      unsafe sqlite3_bind_null(handle, index)
      return
    }
    var copy = value
    copy.withUTF8 { _ = unsafe qmd_sqlite_bind_text(handle, index, $0.baseAddress, Int64($0.count)) }
  }

  /// Text as bytes, which need not be UTF-8: a path.
  public func bind(_ index: Int32, text: [UInt8]) {
    let addressed = text.isEmpty ? Self.nothing : text
    unsafe addressed.withUnsafeBytes {
      _ = unsafe qmd_sqlite_bind_text(handle, index, $0.baseAddress, Int64(text.count))
    }
  }

  public func bind(_ index: Int32, blob: [UInt8]) {
    let addressed = blob.isEmpty ? Self.nothing : blob
    unsafe addressed.withUnsafeBytes {
      _ = unsafe qmd_sqlite_bind_blob(handle, index, $0.baseAddress, Int64(blob.count))
    }
  }

  // An empty array may have no address, and SQLite reads no address as NULL: none of this one's bytes are bound.
  private static let nothing: [UInt8] = [0]

  // MARK: Running

  /// Moves to the next row; false when there is none.
  public func step() throws(SQLiteError) -> Bool {
    let code = unsafe sqlite3_step(handle)
    if code == SQLITE_ROW { return true }
    if code == SQLITE_DONE { return false }
    let failure = database.error(code, sql)
    reset()
    throw failure
  }

  /// Runs to the end and forgets the values.
  public func run() throws(SQLiteError) {
    while try step() {}
    reset()
  }

  /// The first column of the first row, as an integer.
  public func integer() throws(SQLiteError) -> Int64? {
    defer { reset() }
    guard try step(), !isNull(0) else { return nil }
    return int(0)
  }

  /// The first column of the first row, as text.
  public func string() throws(SQLiteError) -> String? {
    defer { reset() }
    guard try step(), !isNull(0) else { return nil }
    return text(0)
  }

  public func reset() {
    unsafe sqlite3_reset(handle)
    unsafe sqlite3_clear_bindings(handle)
  }

  // MARK: Values out, counted from 0 as SQLite does

  public func isNull(_ column: Int32) -> Bool { unsafe sqlite3_column_type(handle, column) == SQLITE_NULL }
  public func int(_ column: Int32) -> Int64 { unsafe sqlite3_column_int64(handle, column) }
  public func optionalInt(_ column: Int32) -> Int64? { isNull(column) ? nil : int(column) }
  public func double(_ column: Int32) -> Double { unsafe sqlite3_column_double(handle, column) }
  public func text(_ column: Int32) -> String {
    unsafe withBytes(of: column) { unsafe String(decoding: $0, as: UTF8.self) }
  }
  public func optionalText(_ column: Int32) -> String? { isNull(column) ? nil : text(column) }
  public func bytes(_ column: Int32) -> [UInt8] { unsafe withBytes(of: column) { unsafe Array($0) } }

  /// The bytes of a text or blob, valid inside `body` only.
  func withBytes<T>(of column: Int32, _ body: (UnsafeRawBufferPointer) -> T) -> T {
    let start = unsafe sqlite3_column_blob(handle, column)
    let count = unsafe Int(sqlite3_column_bytes(handle, column))
    return unsafe body(UnsafeRawBufferPointer(start: start, count: count))
  }

  /// Unpacks a zstd blob of `length` bytes without copying it first; nil when it is damaged.
  public func unpacked(_ column: Int32, length: Int) -> [UInt8]? {
    unsafe withBytes(of: column) { unsafe Zstd.unpack($0, length: length) }
  }

  /// The floats of a blob that `HalfFloats` packed.
  public func halfFloats(_ column: Int32) -> [Float] {
    unsafe withBytes(of: column) { unsafe HalfFloats.floats(of: $0) }
  }

  /// A 64-bit hash of the bytes of a text, as `FolderWalk` hashes names; see `PathHash`.
  public func pathHash(_ column: Int32) -> UInt64 {
    unsafe withBytes(of: column) { unsafe PathHash.of($0) }
  }
}
