import Memory
import Plumbing

extension Verb {
  static let context = Verb(
    "context",
    .keep,
    operands: "VERB",
    "Say what lies in a folder; it is shown with every hit from there.",
    details: [
      "A hit has the context of all collections, of its own, and of the folders above it, in this order."
    ],
    examples: [Example("qmd context add qmd://memories/sales 'How we sell'", "for one folder")],
    subverbs: [.contextAdd, .contextList, .contextRemove]
  ) { call in
    // Others print the usage and status 1, too: a script that forgot the verb should notice.
    _ = HelpScreen.print(call.typed.verb, to: call.output)
    return 1
  }
}

/// What a context is about: everything, a collection, or a folder in one.
enum ContextPlace {
  case everything
  case folder(Collection, prefix: String)

  /// Reads `/`, `qmd://c/p`, `c/p` of a known collection, or a path of the file system.
  init(_ typed: String, _ call: Invocation) throws {
    let config = try call.config()
    if typed == "/" {
      self = .everything
      return
    }
    if typed.hasPrefix("qmd:") || typed.hasPrefix("//") {
      let address = String((typed.hasPrefix("qmd:") ? typed.dropFirst(4) : typed[...]).drop { $0 == "/" })
      if address.isEmpty {
        self = .everything
        return
      }
      let name = String(address.prefix { $0 != "/" })
      guard let collection = config[name] else { throw Invocation.unknownCollection(name, config) }
      self = .folder(collection, prefix: Self.prefix(address.dropFirst(name.count)))
      return
    }
    let path = call.absolute(typed)
    for collection in config.collections.sorted(by: { $0.path.bytes.count > $1.path.bytes.count }) {
      for (root, place) in [(collection.path, path), (Files.realPath(collection.path), Files.realPath(path))]
      {
        guard let root, let below = place?.relative(to: root) else { continue }
        self = .folder(collection, prefix: below.text)
        return
      }
    }
    let name = String(typed.prefix { $0 != "/" })
    guard let collection = config[name] else {
      throw Failure("\(path) is not in a collection — add its folder first: qmd collection add FOLDER")
    }
    self = .folder(collection, prefix: Self.prefix(typed.dropFirst(name.count)))
  }

  private static func prefix(_ text: Substring) -> String {
    text.split(separator: "/").joined(separator: "/")
  }

  /// `qmd://c/p`.
  var address: String {
    switch self {
    case .everything: "/"
    case .folder(let collection, let prefix): "qmd://\(collection.name)/\(prefix)"
    }
  }
}
