import Memory
import Plumbing
import Providers

/// Which project-local configurations the user has approved, each by the digest of its text.
///
/// What a checkout brings along may not run commands or reach outside its own folder until somebody has looked at it;
/// any edit asks again.
struct Trust {
  struct Record: Equatable {
    let config: String
    let digest: String
  }

  let file: FilePath
  private let config: FilePath
  private let isWaived: Bool
  private let hooksAreWaived: Bool

  init(_ places: Places, _ environment: [String: String]) {
    file = places.approvals.appending("trusted.json")
    config = Files.realPath(places.config) ?? places.config
    isWaived = Self.isTrue(environment["QMD_TRUST_LOCAL_CONFIG"])
    hooksAreWaived = Self.isTrue(environment["QMD_TRUST_UPDATE_HOOKS"])
  }

  private static func isTrue(_ value: String?) -> Bool {
    ["1", "true", "yes"].contains(value?.lowercased() ?? "")
  }

  /// Whether this text of the project's configuration was approved.
  func covers(_ text: [UInt8]) -> Bool {
    if isWaived { return true }
    let digest = SHA256.hex(text)
    return records().contains(Record(config: config.text, digest: digest))
  }

  /// Whether its `update:` commands may run.
  func coversCommands(_ text: [UInt8]) -> Bool { hooksAreWaived || covers(text) }

  /// Something that a project's configuration may not have unattended.
  struct Wish: CustomStringConvertible {
    let description: String
    let isUpdateCommand: Bool
  }

  /// What of a project's configuration needs approval.
  static func wishes(of config: Config, in project: FilePath) -> [Wish] {
    let notify = config.notify.map {
      Wish(description: "it may run, when a skill can no longer be found: \($0)", isUpdateCommand: false)
    }
    let model = config.embedder.map {
      Wish(description: "texts may be sent to \($0.endpoint), after consent", isUpdateCommand: false)
    }
    var teacher: Wish?
    if case .model(let model) = config.teacher {
      teacher = Wish(
        description: "skills may be sent to \(model.endpoint) in lessons, after consent",
        isUpdateCommand: false
      )
    }
    let searcher = config.searcher.map {
      Wish(
        description: "questions and what is found may be sent to \($0.endpoint), after consent",
        isUpdateCommand: false
      )
    }
    let teach =
      config.teach == .auto
      ? Wish(description: "skills may be changed without asking (teach: auto)", isUpdateCommand: false) : nil
    return [notify, model, teacher, searcher, teach].compactMap(\.self)
      + config.collections.flatMap { collection in
        var wishes: [Wish] = []
        if let update = collection.update {
          wishes.append(Wish(description: "'\(collection.name)' may run: \(update)", isUpdateCommand: true))
        }
        if !isInside(collection, project) {
          wishes.append(
            Wish(description: "'\(collection.name)' may read \(collection.path)", isUpdateCommand: false)
          )
        }
        return wishes
      }
  }

  static func isNeeded(for config: Config, in project: FilePath) -> Bool {
    !wishes(of: config, in: project).isEmpty
  }

  /// Whether the collection's folder, with links followed, lies in the project.
  static func isInside(_ collection: Collection, _ project: FilePath) -> Bool {
    let root = Files.realPath(project) ?? project
    return (Files.realPath(collection.path) ?? collection.path).relative(to: root) != nil
  }

  // MARK: The file

  func records() -> [Record] {
    guard let bytes = try? Files.read(file), let root = try? YAML.parse(bytes) else { return [] }
    // JSON is YAML.
    return (root["trusted"]?.pairs ?? []).compactMap { pair in
      guard let config = pair.key.text, let digest = pair.value.text else { return nil }
      return Record(config: config, digest: digest)
    }
  }

  func approve(_ text: [UInt8]) throws(SystemError) {
    try write(
      records().filter { $0.config != config.text } + [Record(config: config.text, digest: SHA256.hex(text))]
    )
  }

  /// Takes back the approval of the configuration at `path`, or of the present one; false when there was none.
  func revoke(_ path: String? = nil) throws(SystemError) -> Bool {
    let before = records()
    let after = before.filter { $0.config != path ?? config.text }
    if before != after { try write(after) }
    return before != after
  }

  private func write(_ records: [Record]) throws(SystemError) {
    try Files.createFolder(file.parent)
    let json = JSON.object([
      .init("trusted", .object(records.map { .init($0.config, .string($0.digest)) }))
    ])
    try Files.replace(file, with: json.bytes() + Array("\n".utf8))
  }
}
