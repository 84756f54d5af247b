public import Plumbing

/// Documents by name, as they are now: the index where it is current, the files where they are newer.
///
/// Nothing is reachable but what the index holds and what lies in a collection; files are opened below their root.
public final class Library {
  private let reader: IndexReader?
  private let config: Config
  private let home: FilePath
  private let workingFolder: FilePath
  private let isWatched: Bool

  /// Without an index everything is looked up among the files; a live watcher spares the look for new ones.
  public init(_ reader: IndexReader?, _ config: Config, _ places: Places, isWatched: Bool) {
    self.reader = reader
    self.config = config
    self.isWatched = isWatched && reader != nil
    home = places.home
    workingFolder = places.workingFolder
  }

  /// Where a document is.
  public struct Location: Hashable, Sendable, Comparable {
    public let collection: String
    public let path: FilePath

    public init(_ collection: String, _ path: FilePath) {
      self.collection = collection
      self.path = path
    }

    public static func < (one: Location, other: Location) -> Bool {
      (one.collection, one.path) < (other.collection, other.path)
    }
  }

  // MARK: Names

  /// What a name comes to.
  public enum Found: Equatable, Sendable {
    case one(Location)
    /// Several documents answer to it, and nothing says which is meant.
    case several([Location])
    /// The file is there, and an ignore rule of its collection keeps it out.
    case excluded(rule: String)
    case nothing
  }

  /// Resolves `qmd://c/p`, `c/p`, `p`, the end of a path, a path of the file system, `#docid` or a docid.
  public func find(_ name: String) throws -> Found {
    if let digits = Self.docid(in: name) {
      let found = try reader?.entries(hashPrefix: digits).filter { config[$0.collection] != nil } ?? []
      if !found.isEmpty { return Self.found(found.map { Location($0.collection, $0.path) }) }
      if name.hasPrefix("#") { return try findUnindexed(digits) }
    }
    if let address = Self.address(in: name) { return try find(address: address) ?? .nothing }
    var isExcluded: Found?
    let path = FilePath(name)
    if path.isAbsolute || name.hasPrefix("./") || name.hasPrefix("../") || name.hasPrefix("~/") {
      return try find(file: absolute(name)) ?? .nothing
    }
    for attempt in [{ try self.find(address: path) }, { try self.find(anywhere: path.normalized) }] {
      guard let found = try attempt() else { continue }
      guard case .excluded = found else { return found }
      isExcluded = isExcluded ?? found
    }
    return try find(file: absolute(name)) ?? isExcluded ?? .nothing
  }

  /// Hex digits, six at least, by themselves or after `#`.
  private static func docid(in name: String) -> String? {
    let digits = name.hasPrefix("#") ? name.dropFirst() : name[...]
    return digits.utf8.count >= 6 && digits.utf8.count <= 64 && digits.allSatisfy(\.isHexDigit)
      ? digits.lowercased() : nil
  }

  /// `c/p` of `qmd://c/p`, `qmd:////c/p` or `//c/p`.
  private static func address(in name: String) -> FilePath? {
    let rest = name.hasPrefix("qmd://") ? name.dropFirst(4) : name[...]
    guard rest.hasPrefix("//") else { return nil }
    return FilePath(String(rest.drop { $0 == "/" }))
  }

  private func absolute(_ name: String) -> FilePath {
    if name.hasPrefix("~/") { return home.appending(String(name.dropFirst(2))).normalized }
    let path = FilePath(name)
    return (path.isAbsolute ? path : workingFolder.appending(path)).normalized
  }

  private static func found(_ locations: [Location]) -> Found {
    if locations.count > 1 { return .several(locations.sorted()) }
    return locations.first.map { .one($0) } ?? .nothing
  }

  /// `collection/path`.
  private func find(address: FilePath) throws -> Found? {
    guard let name = address.components.first.map({ String(decoding: $0, as: UTF8.self) }),
      config[name] != nil,
      let path = address.relative(to: FilePath(name))?.normalized, !path.isEmpty
    else { return nil }
    return try find(Location(name, path))
  }

  /// A path in any collection, or the end of one.
  private func find(anywhere path: FilePath) throws -> Found? {
    guard !path.isEmpty else { return nil }
    var exact: [Location] = []
    var excluded: Found?
    for collection in config.collections {
      switch try find(Location(collection.name, path)) {
      case .one(let location): if !exact.contains(location) { exact.append(location) }
      case .excluded(let rule): excluded = .excluded(rule: rule)
      default: break
      }
    }
    if !exact.isEmpty { return Self.found(exact) }
    let suffix = Array("/".utf8) + path.bytes
    let ends = try locations().filter { $0.path.bytes.suffix(suffix.count).elementsEqual(suffix) }
    return ends.isEmpty ? excluded : Self.found(ends)
  }

  /// A path of the file system.
  private func find(file: FilePath) throws -> Found? {
    var excluded: Found?
    for collection in config.collections {
      for root in [collection.path, Files.realPath(collection.path) ?? collection.path] {
        guard let path = file.relative(to: root), !path.isEmpty else { continue }
        switch try find(Location(collection.name, path)) {
        case .one(let location): return .one(location)
        case .excluded(let rule): excluded = .excluded(rule: rule)
        default: break
        }
      }
    }
    return excluded
  }

  /// Whether a document is at this very place, or a link to one.
  private func find(_ location: Location) throws -> Found? {
    guard let collection = config[location.collection] else { return nil }
    if try reader?.entry(location.path, in: location.collection) != nil { return .one(location) }
    let full = collection.path.appending(location.path)
    guard let status = FileStatus.of(full) else { return try throughLinks(full, from: location) }
    let scope = try Scope(collection)
    if let rule = scope.ignoreRule(for: location.path.bytes) { return .excluded(rule: rule) }
    switch status.kind {
    case .file where scope.admits(file: location.path.bytes):
      return try throughLinks(full, from: location) ?? .one(location)
    case .link: return try throughLinks(full, from: location)
    default: return nil
    }
  }

  /// What is indexed where the links of this path lead.
  private func throughLinks(_ full: FilePath, from location: Location) throws -> Found? {
    guard let real = Files.realPath(full) else { return nil }
    for collection in config.collections {
      guard let root = Files.realPath(collection.path), let path = real.relative(to: root), !path.isEmpty,
        Location(collection.name, path) != location
      else { continue }
      if try reader?.entry(path, in: collection.name) != nil { return .one(Location(collection.name, path)) }
      guard FileStatus.of(real)?.kind == .file, try Scope(collection).admits(file: path.bytes) else {
        continue
      }
      return .one(Location(collection.name, path))
    }
    return nil
  }

  /// A docid of a text that is newer than the index.
  private func findUnindexed(_ digits: String) throws -> Found {
    let changed = try drift().changed.flatMap { collection, paths in
      paths.map { Location(collection.name, $0) }
    }
    return Self.found(try changed.filter { try text(of: $0)?.hash.hasPrefix(digits) ?? false })
  }

  // MARK: Lists

  private var measured: Drift?

  /// How the disk differs from the index; found out once.
  private func drift() throws -> Drift {
    if let measured { return measured }
    let found = isWatched ? Drift() : Drift.measured(config.collections, against: reader?.path)
    measured = found
    return found
  }

  /// A document in a list.
  public struct Item: Equatable, Sendable {
    public let location: Location
    public let status: FileStatus
  }

  /// The documents of a collection at or below `prefix`, by path, as the disk has them.
  public func items(in collection: Collection, below prefix: FilePath = FilePath("")) throws -> [Item] {
    let drift = try drift()
    let gone = Set(try gone(drift))
    var items: [FilePath: FileStatus] = [:]
    for entry in try reader?.entries(in: collection.name, below: prefix) ?? []
    where !gone.contains(Location(entry.collection, entry.path)) {
      items[entry.path] = entry.status
    }
    for (changed, paths) in drift.changed where changed.name == collection.name {
      for path in paths where path.relative(to: prefix) != nil {
        guard let status = FileStatus.of(collection.path.appending(path)), status.kind == .file else {
          continue
        }
        items[path] = status
      }
    }
    return items.keys.sorted().compactMap { path in
      items[path].map { Item(location: Location(collection.name, path), status: $0) }
    }
  }

  /// All documents of all collections.
  public func locations() throws -> [Location] {
    try config.collections.flatMap { try items(in: $0).map(\.location) }
  }

  private func gone(_ drift: Drift) throws -> [Location] {
    guard let reader, !drift.gone.isEmpty else { return [] }
    return try reader.read { () throws(SQLiteError) in
      var found: [Location] = []
      for id in drift.gone {
        if let row = try reader.row(id) { found.append(Location(row.collection, row.path)) }
      }
      return found
    }
  }

  // MARK: Texts

  /// A document with its text.
  public struct Text: Equatable, Sendable {
    public let location: Location
    public let title: String
    /// SHA-256 of the file's bytes, in hex.
    public let hash: String
    /// Valid UTF-8 with the lines of the file.
    public let text: String
    /// Bytes of the file.
    public let size: Int64
    /// Why the text is the one that the index has kept, when the file cannot be read now.
    public let absence: Absence?

    public var docid: String { "#" + hash.prefix(6) }
  }

  public enum Absence: Equatable, Sendable {
    /// The file is gone.
    case gone
    /// The file may not be read, and why.
    case unreadable(SystemError)
  }

  /// How large a file is that is still shown whole.
  private static let largest = 64 << 20

  /// The text at this place; nil when there is none.
  public func text(of location: Location) throws -> Text? {
    let entry = try reader?.entry(location.path, in: location.collection)
    guard let collection = config[location.collection] else { return nil }
    let status: FileStatus
    let bytes: [UInt8]?
    do throws(SystemError) {
      let file = try Descriptor.folder(collection.path).file(location.path)
      status = try file.status()
      if let entry, entry.status == status, status.size <= Int64(FileReader.limit) {
        bytes = nil
      } else {
        guard status.kind == .file else { return nil }
        bytes = try file.read(limit: Self.largest, expecting: Int(status.size))
      }
    } catch {
      let absence: Absence = Errno.isAbsence(error.code) ? .gone : .unreadable(error)
      guard let entry else {
        if case .unreadable(let error) = absence { throw error }
        return nil
      }
      return try kept(entry, absence)
    }
    guard let bytes else { return try entry.flatMap { try kept($0, nil) } }
    // The name of a text is the hash of what of it is indexed.
    let indexed = bytes.count > FileReader.limit ? Array(bytes.prefix(FileReader.limit)) : bytes
    return Text(
      location: location,
      title: (try? Document.read(indexed, path: location.path, size: Int(status.size)))?.title
        ?? location.path.stem,
      hash: SHA256.hex(indexed),
      text: String(decoding: try TextDecoding.decode(bytes).utf8, as: UTF8.self),
      size: status.size,
      absence: nil
    )
  }

  private func kept(_ entry: IndexReader.Entry, _ absence: Absence?) throws -> Text? {
    guard let bytes = try reader?.bytes(of: entry.hash) else { return nil }
    return Text(
      location: Location(entry.collection, entry.path),
      title: entry.title,
      hash: entry.hash,
      text: String(decoding: try TextDecoding.decode(bytes).utf8, as: UTF8.self),
      size: entry.status.size,
      absence: absence
    )
  }
}
