public import Plumbing

/// What texts may be sent for.
public enum Purpose: String, CaseIterable, Sendable {
  case embedding
  /// A skill's text, the queries of its contract, and what stands in its way.
  case teaching = "teach"
  /// A question, and the passages that were found for it.
  case searching = "search"
}

/// Which texts the user agreed to send where, and for what.
///
/// A consent is for one folder, one endpoint and one purpose. A key in the environment makes a provider available and
/// agrees to nothing.
public struct Consents: Sendable {
  public struct Record: Equatable, Sendable {
    public let root: FilePath
    public let endpoint: String
    public let purpose: String
    /// When it was given, in UTC.
    public let given: String
  }

  /// That texts may be sent to an endpoint.
  ///
  /// Only `Consents` makes one, and whatever sends texts wants one.
  public struct Permit: Equatable, Sendable {
    public let endpoint: String
    public let purpose: Purpose
    /// The folders it is for; nil where nothing leaves this machine.
    private let roots: [FilePath]?

    fileprivate init(endpoint: String, purpose: Purpose, roots: [FilePath]?) {
      self.endpoint = endpoint
      self.purpose = purpose
      self.roots = roots
    }

    /// Whether texts of this folder may be sent.
    public func covers(_ root: FilePath) -> Bool { roots?.contains(root) ?? true }
  }

  public let file: FilePath

  /// The consents kept in a folder: that of the user's own configuration, which no watcher and no server can write.
  public init(in folder: FilePath) { file = folder.appending("consents.json") }

  /// What was agreed to; a file that cannot be read agrees to nothing.
  public func records() -> [Record] {
    guard let bytes = try? Files.read(file), let root = try? JSON(parsing: bytes) else { return [] }
    return (root["consents"]?.items ?? []).compactMap { item in
      guard let folder = item["root"]?.text, let endpoint = item["endpoint"]?.text,
        let purpose = item["purpose"]?.text
      else { return nil }
      return Record(
        root: FilePath(folder),
        endpoint: endpoint,
        purpose: purpose,
        given: item["given"]?.text ?? ""
      )
    }
  }

  public func covers(_ root: FilePath, _ endpoint: String, _ purpose: Purpose) -> Bool {
    records().contains { $0.root == root && $0.endpoint == endpoint && $0.purpose == purpose.rawValue }
  }

  /// The permit to send texts of all these folders to a server; this machine itself needs no consent.
  public func permit(
    to endpoint: String,
    _ purpose: Purpose,
    roots: [FilePath]
  ) throws(ProviderError) -> Permit {
    let permit = try self.permit(to: endpoint, purpose, among: roots)
    guard roots.allSatisfy(permit.covers) else {
      throw .noConsent(endpoint: endpoint, purpose: purpose.rawValue)
    }
    return permit
  }

  /// The permit to send texts of those of these folders that somebody agreed to, which must be some.
  public func permit(
    to endpoint: String,
    _ purpose: Purpose,
    among roots: [FilePath]
  ) throws(ProviderError) -> Permit {
    if Endpoint.isLocal(endpoint) { return Permit(endpoint: endpoint, purpose: purpose, roots: nil) }
    let records = records()
    let covered = roots.filter { root in
      records.contains { $0.root == root && $0.endpoint == endpoint && $0.purpose == purpose.rawValue }
    }
    guard !covered.isEmpty else { throw .noConsent(endpoint: endpoint, purpose: purpose.rawValue) }
    return Permit(endpoint: endpoint, purpose: purpose, roots: covered)
  }

  /// Records a consent for each of the folders; those that are there already keep their date.
  public func give(
    _ roots: [FilePath],
    _ endpoint: String,
    _ purpose: Purpose,
    now: Timestamp = .now
  ) throws(SystemError) {
    try change { records in
      for root in roots
      where !records.contains(where: {
        $0.root == root && $0.endpoint == endpoint && $0.purpose == purpose.rawValue
      }) {
        records.append(
          Record(
            root: root,
            endpoint: endpoint,
            purpose: purpose.rawValue,
            given: now.format("%Y-%m-%dT%H:%M:%SZ", utc: true)
          )
        )
      }
    }
  }

  /// Takes back what was agreed to for an endpoint and a purpose, or for all of them; how many consents that were.
  public func revoke(_ endpoint: String?, _ purpose: Purpose? = nil) throws(SystemError) -> Int {
    var count = 0
    try change { records in
      let before = records.count
      records.removeAll {
        (endpoint == nil || $0.endpoint == endpoint) && (purpose == nil || $0.purpose == purpose?.rawValue)
      }
      count = before - records.count
    }
    return count
  }

  private func change(_ body: (inout [Record]) -> Void) throws(SystemError) {
    try Files.createFolder(file.parent)
    let lock = try FileLock.take(FilePath(bytes: file.bytes + Array(".lock".utf8)))
    var records = records()
    body(&records)
    let items = records.map { record -> JSON in
      [
        "root": .string(record.root.text), "endpoint": .string(record.endpoint),
        "purpose": .string(record.purpose), "given": .string(record.given),
      ]
    }
    try Files.replace(file, with: JSON.object([.init("consents", .array(items))]).bytes() + [0x0A])
    lock?.release()
  }
}
