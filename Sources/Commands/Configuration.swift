import Memory
import Plumbing
import Providers

/// The configuration in force, and where it came from.
///
/// A file that cannot be followed does not stop anything: the last one that could is kept in the index.
struct Configuration {
  var config: Config
  /// The text of the file when it is in force; nil when the last good one is.
  let text: [UInt8]?
  /// The text that is followed.
  let textInForce: [UInt8]
  /// What is wrong with the file, as a sentence.
  let problem: String?
  /// What a project's own file asked for and was not given.
  var refusals: [String] = []

  static func load(_ places: Places, _ environment: [String: String]) throws -> Configuration {
    let bytes: [UInt8]
    do throws(SystemError) {
      guard let found = try Files.read(places.config) else {
        return Configuration(config: Config(), text: [], textInForce: [], problem: nil)
      }
      bytes = found
    } catch {
      throw Failure("cannot read \(places.config) (\(error.reason.lowercased())) — check its rights")
    }
    let config: Config
    do throws(ConfigError) {
      config = try parse(bytes, places)
    } catch {
      let problem = "\(places.config.parent)/\(error)"
      guard let good = try? IndexReader(places.index).setting(Setting.lastGoodConfig),
        let config = try? parse(Array(good.utf8), places)
      else { throw Failure("\(problem) — correct the line; nothing was done") }
      var loaded = Configuration(
        config: config,
        text: nil,
        textInForce: Array(good.utf8),
        problem: "\(problem) — correct the line; until then the last good one is in force"
      )
      loaded.restrain(places, environment)
      return loaded
    }
    var loaded = Configuration(config: config, text: bytes, textInForce: bytes, problem: nil)
    loaded.restrain(places, environment)
    return loaded
  }

  static func parse(_ bytes: [UInt8], _ places: Places) throws(ConfigError) -> Config {
    try Config.parse(bytes, home: places.home, folder: folder(places), file: places.config.lastComponent.text)
  }

  /// Keys of the file that qmd does not know and that look like one it does, each a sentence.
  ///
  /// Any other key may stand there: it is somebody else's.
  func slips(_ places: Places) -> [String] {
    ConfigKeys.strangers(in: text ?? []).compactMap { key in
      NearestName.of(key.name, among: key.known).map {
        "\(places.config), line \(key.line): qmd knows no '\(Wording.plain(key.name))' — did you mean '\($0)'?"
      }
    }
  }

  /// Where relative paths in the file begin: a project's own begin in the project.
  static func folder(_ places: Places) -> FilePath { places.project ?? places.config.parent }

  /// Keeps the text in the index, for the day when the file cannot be followed.
  func remember(in writer: IndexWriter) throws {
    guard let text, let string = String(validating: text, as: UTF8.self) else { return }
    if try writer.reader().setting(Setting.lastGoodConfig) != string {
      try writer.batch { try writer.set(Setting.lastGoodConfig, to: string) }
    }
  }

  private mutating func restrain(_ places: Places, _ environment: [String: String]) {
    guard let project = places.project, !Trust(places, environment).covers(textInForce) else { return }
    if config.notify != nil {
      config.notify = nil
      refusals.append(
        "left out the notify command of \(places.config), which nobody has approved — look at it, then run `qmd trust`"
      )
    }
    if let model = config.embedder {
      config.embedder = nil
      refusals.append(
        "left out the model at \(model.endpoint): \(places.config) says where texts are sent, which nobody has approved"
          + " — look at it, then run `qmd trust`"
      )
    }
    if case .model(let model) = config.teacher {
      config.teacher = .usual
      refusals.append(
        "left out the teacher at \(model.endpoint): \(places.config) says where texts are sent, which nobody has approved"
          + " — look at it, then run `qmd trust`"
      )
    }
    if let model = config.searcher {
      config.searcher = nil
      refusals.append(
        "left out the model for questions at \(model.endpoint): \(places.config) says where texts are sent, which nobody"
          + " has approved — look at it, then run `qmd trust`"
      )
    }
    if config.teach == .auto {
      config.teach = .propose
      refusals.append(
        "skills are changed only when you say so: `teach: auto` of \(places.config) was approved by nobody — look at it,"
          + " then run `qmd trust`"
      )
    }
    let outside = config.collections.filter { !Trust.isInside($0, project) }
    guard !outside.isEmpty else { return }
    config.collections.removeAll { !Trust.isInside($0, project) }
    refusals.append(
      "left out \(outside.map { "'\($0.name)'" }.joined(separator: ", ")): \(places.config) names folders outside the"
        + " project, which nobody has approved — look at it, then run `qmd trust`"
    )
  }
}
