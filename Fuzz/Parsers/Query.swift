import Memory
import Plumbing

@testable import Memory

extension Parser {
  // fine because libFuzzer puts one input after the other, on one thread
  nonisolated(unsafe) private static let library: (database: Database, tokenizer: Tokenizer) = {
    do {
      let database = try Database(FilePath(""), mode: .memory)
      return (database, try database.tokenizer(Schema.tokenizer))
    } catch {
      preconditionFailure("\(error)")
    }
  }()

  static let query = Parser("query") { input in
    let query = unsafe Query(String(decoding: input, as: UTF8.self), library.tokenizer)
    precondition(query.terms.count <= Query.mostTerms)
    precondition(query.required.allSatisfy { query.terms.indices.contains($0) })
    for term in query.terms + query.excluded {
      precondition(term.words.count == term.stems.count && !term.words.isEmpty)
    }
  }
}
