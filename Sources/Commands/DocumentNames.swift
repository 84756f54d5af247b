import Memory
import Plumbing

/// Several documents as they were typed: a pattern, or a list of names with commas between them.
struct DocumentNames {
  let typed: String
  let isPattern: Bool

  init(_ typed: String) {
    self.typed = typed
    isPattern = typed.contains { "*?[{".contains($0) }
  }

  /// The documents that are meant, each once, and what is to be said about names that mean none.
  ///
  /// - Throws: a name that means several documents.
  func locations(in library: Library) throws -> (locations: [Library.Location], remarks: [String]) {
    isPattern ? (try matching(library), []) : try listed(library)
  }

  /// The pattern is tried against address, `collection/path` and path.
  private func matching(_ library: Library) throws -> [Library.Location] {
    let glob = try Glob(typed)
    return try library.locations().filter { location in
      let full = Array(location.collection.utf8) + Array("/".utf8) + location.path.bytes
      return glob.matches(location.path.bytes) || glob.matches(full)
        || glob.matches(Array("qmd://".utf8) + full)
    }
  }

  private func listed(_ library: Library) throws -> (locations: [Library.Location], remarks: [String]) {
    let names = typed.split(separator: ",").map { DocumentName(String($0.trimmed)) }.filter {
      !$0.text.isEmpty
    }
    var found: [Library.Location] = []
    var remarks: [String] = []
    for name in names {
      switch try library.find(name.text) {
      case .one(let location): if !found.contains(location) { found.append(location) }
      case .several(let locations): throw Failure(DocumentName.ambiguity(name.text, locations))
      case .excluded(let rule): remarks.append("\(name.text) is excluded by ignore rule: \(rule)")
      case .nothing: if names.count > 1 { remarks.append("Document not found: \(name.text)") }
      }
    }
    return (found, remarks)
  }
}
