import Memory
import Plumbing

extension Parser {
  static let frontMatter = Parser("front-matter") { input in
    guard let found = FrontMatter(of: input) else { return }
    precondition(found.bytes.lowerBound == 0 && found.bytes.upperBound <= input.count)
    precondition(found.inside.lowerBound >= 0 && found.inside.upperBound <= found.bytes.upperBound)
    precondition(Set(found.keywords).count == found.keywords.count)
  }
}
