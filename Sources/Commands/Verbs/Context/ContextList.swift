import Memory
import Plumbing

extension Verb {
  static let contextList = Verb(
    "context list",
    aliases: ["ls"],
    .keep,
    "List the contexts.",
    flags: [.json],
    examples: [Example("qmd context list", "all, by collection and folder")]
  ) { call in
    _ = try call.words(atLeast: 0, atMost: 0)
    let config = try call.config()
    let output = call.output
    let described = config.collections.filter { !$0.context.isEmpty }
    if call.typed.has(.json) {
      let everything = config.globalContext.map { [(address: "/", text: $0)] } ?? []
      let folders = described.flatMap { collection in
        collection.context.map { (address: "qmd://\(collection.name)/\($0.prefix)", text: $0.text) }
      }
      output.write(
        .array((everything + folders).map { ["path": .string($0.address), "context": .string($0.text)] })
      )
      return 0
    }
    guard config.globalContext != nil || !described.isEmpty else {
      output.line("No contexts yet — say what lies in a folder: qmd context add qmd://NAME/ 'what it is'")
      return 0
    }
    output.line()
    output.line(output.bold("Configured Contexts"))
    output.line()
    if let text = config.globalContext { print([("/", text)], of: "*", to: output) }
    for collection in described {
      print(
        collection.context.map { ($0.prefix.isEmpty ? "/" : $0.prefix, $0.text) },
        of: collection.name,
        to: output
      )
    }
    return 0
  }
}

private func print(_ contexts: [(prefix: String, text: String)], of name: String, to output: Output) {
  output.line(output.cyan(name))
  for (prefix, text) in contexts {
    output.line("  \(prefix)\(prefix == "/" ? (name == "*" ? " (everything)" : " (root)") : "")")
    for line in Lines.shown(of: text) { output.line("    \(output.faint(line))") }
  }
}
