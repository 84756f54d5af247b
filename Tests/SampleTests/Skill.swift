import FoundationEssentials
import Memory
import Plumbing
import Testing

/// A skill of the sample, with its two contracts.
struct Skill: Sendable, CustomTestStringConvertible {
  let file: Sample.File
  let recall: [Query]
  let evals: Evals
  /// Why a contract could not be read.
  let problems: [String]

  /// From the library's folder: `skills/<name>`.
  var folder: String { FilePath(file.path).parent.text }
  var name: String { FilePath(folder).lastComponent.text }
  var description: String { file.document.description ?? "" }
  var testDescription: String { name }
  /// The playbook it came from, as a path from the library's folder.
  var playbook: String? { file.document.distils.map { file.target(of: $0[...]) } }
  var positives: [Query] { recall.filter(\.shouldTrigger) }
  var negatives: [Query] { recall.filter { !$0.shouldTrigger } }

  /// One row of `evals/recall.json`.
  struct Query: Decodable, Sendable {
    let query: String
    let shouldTrigger: Bool
    let rank: Int?
    let belongsTo: String?

    enum CodingKeys: String, CodingKey, CaseIterable {
      case query, rank
      case shouldTrigger = "should_trigger"
      case belongsTo = "belongs_to"
    }
  }

  /// `evals/evals.json`, in the form of skill-creator.
  struct Evals: Decodable, Sendable {
    struct Eval: Decodable, Sendable {
      let id: Int
      let prompt: String
      let expectedOutput: String
      let files: [String]
      let expectations: [String]

      enum CodingKeys: String, CodingKey {
        case id, prompt, files, expectations
        case expectedOutput = "expected_output"
      }
    }

    let skillName: String
    let evals: [Eval]

    enum CodingKeys: String, CodingKey {
      case evals
      case skillName = "skill_name"
    }
  }

  init(_ file: Sample.File) {
    self.file = file
    let folder = Sample.root.appending(path: FilePath(file.path).parent.text).appending(path: "evals")
    var problems: [String] = []
    func read<T: Decodable>(_ name: String, as type: T.Type) -> T? {
      do {
        return try JSONDecoder().decode(type, from: Data(contentsOf: folder.appending(path: name)))
      } catch {
        problems.append("\(name): \(error)")
        return nil
      }
    }
    recall = read("recall.json", as: [Query].self) ?? []
    evals = read("evals.json", as: Evals.self) ?? Evals(skillName: "", evals: [])
    self.problems = problems
  }

  /// The front matter as strict YAML; the program itself reads leniently.
  func frontMatter() throws -> YAMLNode? {
    let lines = file.text.split(separator: "\n", omittingEmptySubsequences: false)
    guard let block = file.document.frontMatter?.lines, lines.first == "---" else { return nil }
    let inside = lines[block.lowerBound..<(block.upperBound - 1)].joined(separator: "\n")
    return try YAML.parse(Array(inside.utf8))
  }
}
