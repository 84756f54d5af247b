import FoundationEssentials
import Memory
import Plumbing
import Testing

/// The sample library as it lies in the repository, read once for all tests.
struct Sample: Sendable {
  static let library = Sample()

  static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appending(path: "memories-sample")

  /// A markdown file of the library.
  struct File: Sendable, CustomTestStringConvertible {
    /// From the library's folder.
    let path: String
    let text: String
    let document: Document

    var folder: Substring { path.prefix { $0 != "/" } }
    var lineCount: Int { text.split(separator: "\n", omittingEmptySubsequences: false).count - 1 }
    /// Where a link of this file leads, from the library's folder; an absolute path when it leaves that.
    func target(of link: Substring) -> String {
      let root = FilePath(Sample.root.path)
      let place = String(link.prefix { $0 != "#" })
      let target = root.appending(FilePath(path).parent).appending(place).normalized
      return (target.relative(to: root) ?? target).text
    }
    var testDescription: String { path }
  }

  let readme: File?
  let playbooks: [File]
  let skills: [Skill]
  /// What could not be read as a document, in one sentence each.
  let problems: [String]
  /// What the README declares to be difficult on purpose: paths (a skill by its folder) by kind.
  let declared: [String: Set<String>]

  /// Without the README.
  var files: [File] { playbooks + skills.map(\.file) }
  var filesAndReadme: [File] { files + [readme].compactMap { $0 } }

  private init() {
    var files: [File] = []
    var problems: [String] = []
    let paths = (try? FileManager.default.subpathsOfDirectory(atPath: Self.root.path)) ?? []
    for path in paths.sorted() where path.hasSuffix(".md") {
      do {
        let bytes = Array(try Data(contentsOf: Self.root.appending(path: path)))
        let text = String(decoding: bytes, as: UTF8.self)
        files.append(File(path: path, text: text, document: try .read(bytes, path: FilePath(path))))
      } catch {
        problems.append("\(path): \(error)")
      }
    }
    readme = files.first { $0.path == "README.md" }
    playbooks = files.filter { $0.path != "README.md" && $0.document.kind == .memory }
    skills = files.filter { $0.document.kind == .skill }.map(Skill.init)
    declared = Self.table(after: "## Difficult on purpose", in: readme?.text ?? "")
    self.problems = problems
  }

  func file(_ path: String) -> File? { files.first { $0.path == path } }

  func skill(_ folder: String) -> Skill? { skills.first { $0.folder == folder } }

  static func exists(_ path: String) -> Bool {
    FileManager.default.fileExists(atPath: root.appending(path: path).path)
  }

  /// The rows of the first table under a heading: what stands between backticks in the second column, by the first.
  private static func table(after heading: String, in text: String) -> [String: Set<String>] {
    var rows: [String: Set<String>] = [:]
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    for line in lines.drop(while: { $0 != heading }).dropFirst() where line.hasPrefix("|") {
      let cells = line.split(separator: "|").map { $0.trimming(while: \.isWhitespace) }
      guard cells.count == 3, !cells[0].hasPrefix("-"), cells[0] != "What" else { continue }
      rows[String(cells[0])] = Set(cells[1].matches(of: /`([^`]+)`/).map { String($0.1) })
    }
    return rows
  }
}

extension Substring {
  func trimming(while isIt: (Character) -> Bool) -> Substring {
    var rest = drop(while: isIt)
    while let last = rest.last, isIt(last) { rest.removeLast() }
    return rest
  }
}
