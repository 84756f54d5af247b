import Memory
import Plumbing

extension Parser {
  /// The configuration, and an edit of it by `qmd collection add`.
  static let config = Parser("config") { input in
    let home = FilePath("/home/me"), folder = FilePath("/home/me/.config/qmd")
    guard var edit = try? ConfigEdit(input, home: home, folder: folder) else { return }
    let before = edit.config
    guard before["added"] == nil, (try? edit.addCollection("added", path: "/somewhere")) != nil else {
      return
    }
    precondition(edit.config["added"] != nil)
    precondition(Array(edit.config.collections.filter { $0.name != "added" }) == before.collections)
    precondition((try? Config.parse(edit.bytes, home: home, folder: folder)) == edit.config)
  }
}
