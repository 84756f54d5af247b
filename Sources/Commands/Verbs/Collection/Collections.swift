extension Verb {
  static let collection = Verb(
    "collection",
    .keep,
    operands: "VERB",
    "Say which folders are kept.",
    details: [
      "A collection is a folder, and a pattern for the files in it. Collections stand in index.yml; these verbs change"
        + " it and leave comments and everything else as it is."
    ],
    examples: [Example("qmd collection add ~/memories", "keeps a folder")],
    subverbs: [
      .collectionAdd, .collectionList, .collectionShow, .collectionRename, .collectionRemove,
      .collectionUpdateCommand,
      .collectionInclude, .collectionExclude,
    ]
  ) { call in HelpScreen.print(call.typed.verb, to: call.output) }
}
