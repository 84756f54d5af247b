public import Plumbing

/// A read-only view of an index: what searches, `get` and `status` see.
public final class IndexReader {
  public let path: FilePath
  let database: Database

  /// Opens the index at `path` without being able to write to it.
  public init(_ path: FilePath) throws(IndexError) {
    self.path = path
    guard FileStatus.of(path, following: true) != nil else { throw IndexError.missing(path) }
    do throws(SQLiteError) {
      database = try Database(path, mode: .readOnly)
      switch try Schema.state(of: database) {
      case .current: break
      case .new: throw IndexError.missing(path)
      case .older: throw IndexError.older(path)
      case .newer(let version): throw IndexError.newer(path, version: version)
      case .foreign: throw IndexError.foreign(path)
      }
    } catch let error as SQLiteError {
      throw IndexError(error, at: path)
    }
  }

  init(path: FilePath, database: Database) {
    self.path = path
    self.database = database
  }

  /// Runs a reading `body`, and says whatever SQLite throws in our words.
  func read<T>(_ body: () throws(SQLiteError) -> T) throws(IndexError) -> T {
    do {
      return try body()
    } catch {
      throw IndexError(error, at: path)
    }
  }

  /// A remembered value of the index itself: its id, the last good configuration.
  public func setting(_ key: String) throws(IndexError) -> String? {
    try read { () throws(SQLiteError) in
      let statement = try database.statement("SELECT value FROM settings WHERE key = ?1")
      statement.bind(1, key)
      return try statement.string()
    }
  }

  /// Collections that have files on record, configured or not.
  func collectionNames() throws(IndexError) -> [String] {
    try read { () throws(SQLiteError) in
      let statement = try database.statement("SELECT DISTINCT collection FROM files ORDER BY collection")
      defer { statement.reset() }
      var names: [String] = []
      while try statement.step() { names.append(statement.text(0)) }
      return names
    }
  }
}
