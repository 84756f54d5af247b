import Memory
import Plumbing

/// How the hits of one answer are to be shown.
struct HitStyle {
  let format: Format
  let config: Config
  let output: Output
  let wantsBody: Bool
  let numbersLines: Bool
  let fullPaths: Bool
  let explains: Bool
  let hadMinimum: Bool
  let wasCutByScore: Bool
  let addressSuffix: String
  let paths: PathNames
  let editor: String?

  /// The address of a document.
  func address(_ location: Library.Location) -> String {
    "qmd://\(location.collection)/\(location.path)\(addressSuffix)"
  }

  init(_ call: Invocation, _ config: Config, _ format: Format, _ answer: SearchAnswer) {
    self.format = format
    self.config = config
    output = call.output
    wantsBody = call.typed.has(.full)
    numbersLines = call.typed.has(.lineNumbers)
    fullPaths = call.typed.has(.fullPath)
    explains = call.typed.has(.explain)
    hadMinimum = call.typed.has(.minimumScore)
    wasCutByScore = answer.belowMinimum > 0
    addressSuffix = call.addressSuffix
    paths = PathNames(call, config)
    editor = call.environment["QMD_EDITOR_URI"].flatMap { $0.isEmpty ? nil : $0 } ?? config.editorURI
  }
}

/// Names of files for people: below the working folder as `./notes/a.md`, elsewhere in full.
struct PathNames {
  private let config: Config
  private let workingFolder: FilePath
  private let say: (String) -> Void

  init(_ call: Invocation, _ config: Config) {
    self.config = config
    workingFolder = call.places.workingFolder
    say = { call.say($0) }
  }

  /// The absolute path of a document's file, links followed; nil with a remark when it is gone.
  func name(_ collection: String, _ path: FilePath) -> String? {
    guard let folder = config[collection]?.path else { return nil }
    let full = folder.appending(path)
    guard let real = Files.realPath(full) else {
      say("\(full) is gone; its address is shown instead")
      return nil
    }
    for (path, base) in [(full, workingFolder), (real, Files.realPath(workingFolder) ?? workingFolder)] {
      if let below = path.relative(to: base), !below.isEmpty { return "./\(below)" }
    }
    return real.text
  }

  /// Where the file lies, whether it is there or not.
  func place(_ collection: String, _ path: FilePath) -> FilePath? { config[collection]?.path.appending(path) }
}
