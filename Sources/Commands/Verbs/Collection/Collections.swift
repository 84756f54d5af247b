import Memory
import Plumbing

extension Verb {
  static let collection = Verb(
    "collection",
    .keep,
    operands: "VERB",
    "Say which folders are kept.",
    details: ["A collection is a folder and a pattern for the files in it. They stand in index.yml."],
    examples: [Example("qmd collection add ~/memories", "keeps a folder")],
    subverbs: [.collectionAdd]
  ) { call in
    guard call.typed.words.isEmpty || call.typed.words == ["help"] else {
      throw UsageError.surplusWord(call.typed.words[0], verb: call.typed.verb.name)
    }
    return HelpScreen.print(call.typed.verb, to: call.output)
  }
}
