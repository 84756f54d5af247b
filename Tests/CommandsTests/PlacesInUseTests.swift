import Foundation
import Support
import Testing

/// Named indexes, a project's own, and links to an editor, as people and programs meet them.
@Suite(.temporaryHouse) struct PlacesInUseTests {
  private let house = TemporaryHouse.current

  private func project() throws -> URL {
    let project = house.root.appending(path: "project")
    let docs = project.appending(path: "docs")
    try FileManager.default.createDirectory(at: docs, withIntermediateDirectories: true)
    try Data("# Inside\norchard\n".utf8).write(to: docs.appending(path: "in.md"))
    return project
  }

  @Test func `an address of a named index is enough to read from it`() throws {
    _ = try SampleLibrary()
    let docs = try project().appending(path: "docs").path
    #expect(try house.qmd("--index", "work", "collection", "add", docs).status == 0)
    let found = try house.qmd("--index", "work", "search", "orchard", "--files").output
    #expect(found.hasSuffix("qmd://docs/in.md?index=work\n"))
    let address = "qmd://docs/in.md?index=work"
    #expect(try house.qmd("get", address).output.hasPrefix(address))
    #expect(try house.qmd("get", address + ":2:1").output.hasSuffix("2: orchard\n"))
    for asked in [address, "qmd://docs/*.md?index=work", "\(address), qmd://docs/in.md"] {
      #expect(try house.qmd("multi-get", asked, "--json").output.contains("orchard"), "\(asked)")
    }
    let two = try house.qmd("multi-get", "\(address),qmd://a/b.md?index=other")
    #expect(two.status == 1)
    #expect(two.error.contains("two indexes, 'work' and 'other'"))
    // The usual one knows nothing of it, and its own places stay apart.
    #expect(try house.qmd("search", "orchard", "--files").output == "")
    #expect(try house.qmd("--index", "work", "status").output.contains(".cache/qmd/work.sqlite"))
    let given = try house.qmd(
      "--index",
      "work",
      "status",
      environment: ["INDEX_PATH": "/nonexistent/x.sqlite"]
    )
    #expect(given.output.contains("/nonexistent/x.sqlite"))
  }

  @Test func `a project's own index is used anywhere in it, and moves with it`() throws {
    _ = try SampleLibrary()
    let project = try project()
    try house.qmd("init", in: project)
    #expect(try house.qmd("collection", "add", "docs", in: project).status == 0)
    let config = try String(contentsOf: project.appending(path: ".qmd/index.yml"), encoding: .utf8)
    #expect(config.contains("path: docs\n"))
    let deep = project.appending(path: "docs")
    #expect(try house.qmd("search", "orchard", "--files", in: deep).output.hasSuffix("qmd://docs/in.md\n"))
    #expect(try house.qmd("search", "discount", "--json", in: deep).output == "[]\n")
    #expect(try house.qmd("search", "discount", "--files").output.hasSuffix("qmd://notes/alpha.md\n"))
    let moved = house.root.appending(path: "elsewhere")
    try FileManager.default.moveItem(at: project, to: moved)
    #expect(try house.qmd("update", in: moved).output.contains("1 unchanged"))
    #expect(
      try house.qmd("search", "orchard", "--full-path", "--files", in: moved).output.hasSuffix(
        "./docs/in.md\n"
      )
    )
  }

  @Test(
    arguments: [
      ("vscode://file/{path}:{line}:{col}", "vscode://fileHOUSE/memories/alpha.md:3:1"),
      ("zed://{file}:{line}", "zed://HOUSE/memories/alpha.md:3"),
      ("", "file://HOUSE/memories/alpha.md"),
    ]
  )
  func `on a terminal a hit links to the editor`(template: String, link: String) throws {
    _ = try SampleLibrary()
    let environment = ["QMD_EDITOR_URI": template]
    let shown = try house.onTerminal(["search", "discount"], environment: environment)
    #expect(house.stable(shown.output).contains("\u{1B}]8;;\(link)\u{1B}\\"))
    let plain = try house.onTerminal(["search", "discount"], environment: ["NO_COLOR": "1"])
    #expect(!plain.output.contains("\u{1B}"))
    #expect(try !house.qmd("search", "discount", environment: environment).output.contains("\u{1B}"))
  }

  @Test func `a file that vanished keeps its address`() throws {
    let library = try SampleLibrary()
    try FileManager.default.removeItem(at: house.memories.appending(path: "alpha.md"))
    let outcome = try library.house.qmd("get", "alpha.md", "--full-path")
    #expect(outcome.output.hasPrefix("qmd://notes/alpha.md  #"))
    #expect(outcome.error.contains("is gone; its address is shown instead"))
  }
}
