import Memory
import Plumbing
import Teaching

/// What somebody who has configured nothing will want: memories, and the skills of the agents they run.
struct ObviousCollections {
  private let call: Invocation
  private let found: [(name: String, path: FilePath)]

  init(_ call: Invocation) {
    self.call = call
    let memories = call.places.home.appending("memories")
    let skills = AgentFolders.existing(AgentFolders.personal, below: call.places.home)
    found =
      (FileStatus.of(memories, following: true)?.kind == .folder ? [("memories", memories)] : [])
      + skills.map { ($0.folder.collection, $0.path) }
  }

  /// Asks on a terminal whether to take them; elsewhere says how.
  func offer() throws {
    guard !found.isEmpty else {
      call.say(
        "nothing to watch yet — add a folder with `qmd collection add ~/memories`; it is taken up at once"
      )
      return
    }
    guard call.output.isTerminal, Standard.isTerminal(0) else {
      let commands = found.map { "`qmd collection add \($0.path) --name \($0.name)`" }
      call.say(
        "nothing to watch yet — add a folder, which is taken up at once: \(commands.joined(separator: ", "))"
      )
      return
    }
    call.output.line("No collection is configured yet. These folders exist:")
    for (name, path) in found { call.output.line("  \(name.padded(to: 14)) \(path)") }
    call.output.write("Watch them? [Y/n] ")
    call.output.flush()
    let answer = Standard.readLine()?.lowercased() ?? "n"
    guard ["", "y", "yes"].contains(answer) else { return }
    var file = try ConfigFile(call)
    for (name, path) in found { try file.edit.addCollection(name, path: path.text) }
    try file.save()
  }
}

extension String {
  fileprivate func padded(to width: Int) -> String {
    self + String(repeating: " ", count: max(0, width - count))
  }
}
