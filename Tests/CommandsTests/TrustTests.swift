import Foundation
import Support
import Testing

/// What a checkout brings along may not run commands or reach outside until somebody approved it.
@Suite(.temporaryHouse) struct TrustTests {
  private let house: TemporaryHouse
  private let project: URL

  init() throws {
    house = TemporaryHouse.current
    project = house.root.appending(path: "project")
    for folder in ["docs", ".qmd"] {
      try FileManager.default.createDirectory(
        at: project.appending(path: folder),
        withIntermediateDirectories: true
      )
    }
    try Data("# Inside\n".utf8).write(to: project.appending(path: "docs/inside.md"))
    try house.write("# Outside\n", to: "outside.md")
    try configure("touch ran")
  }

  private func configure(_ command: String) throws {
    let text =
      "collections:\n  docs:\n    path: docs\n    update: \(command)\n  out:\n    path: ../memories\n"
    try Data(text.utf8).write(to: project.appending(path: ".qmd/index.yml"))
  }

  private func qmd(_ arguments: String..., environment: [String: String] = [:]) throws -> Outcome {
    try house.run(arguments, environment: environment, in: project)
  }

  private var hasRun: Bool { FileManager.default.fileExists(atPath: project.path + "/docs/ran") }

  @Test func `unapproved, commands are skipped and what is outside is left out`() throws {
    let outcome = try qmd("update")
    #expect(outcome.status == 0)
    #expect(!hasRun)
    #expect(outcome.error.contains("nobody has approved"))
    #expect(try qmd("search", "inside", "--files").output.contains("qmd://docs/inside.md"))
    #expect(try qmd("search", "outside", "--files").output == "")
  }

  @Test func `approved, all is done until somebody edits it`() throws {
    #expect(try qmd("trust").status == 0)
    #expect(try qmd("update").status == 0)
    #expect(hasRun)
    #expect(try qmd("search", "outside", "--files").output.contains("qmd://out/outside.md"))
    #expect(try qmd("trust", "list").output.contains(project.path))
    try FileManager.default.removeItem(atPath: project.path + "/docs/ran")
    try configure("touch ran # changed")
    #expect(try qmd("update").error.contains("nobody has approved"))
    #expect(!hasRun)
  }

  @Test func `an approval can be taken back`() throws {
    _ = try qmd("trust")
    #expect(try qmd("trust", "revoke").status == 0)
    #expect(try qmd("trust", "revoke").status == 1)
    #expect(try qmd("search", "outside", "--files").output == "")
  }

  @Test func `the last good config of a project is held to the same`() throws {
    _ = try qmd("trust")
    _ = try qmd("update")
    _ = try qmd("trust", "revoke")
    try Data("collections: [".utf8).write(to: project.appending(path: ".qmd/index.yml"))
    #expect(try qmd("search", "outside", "--files").output == "")
  }

  @Test func `the environment may waive it`() throws {
    #expect(try qmd("update", environment: ["QMD_TRUST_UPDATE_HOOKS": "1"]).status == 0)
    #expect(hasRun)
    #expect(try qmd("search", "outside", "--files").output == "")
    let waived = ["QMD_TRUST_LOCAL_CONFIG": "1"]
    #expect(try qmd("search", "outside", "--files", environment: waived).output.contains("outside.md"))
  }

  @Test func `on a terminal it is asked for, and the yes is remembered`() throws {
    func update(_ answer: String) throws -> Outcome {
      try house.onTerminal(["update"], typing: answer + "\n", in: project)
    }
    let refused = try update("n")
    #expect(refused.output.contains("'docs' may run: touch ran"))
    #expect(refused.output.contains("'out' may read"))
    #expect(!hasRun)
    let allowed = try update("y")
    #expect(allowed.status == 0, "\(allowed.output)")
    #expect(hasRun)
    #expect(try qmd("search", "outside", "--files").output.contains("qmd://out/outside.md"))
    #expect(try !update("n").output.contains("may run"))
  }

  @Test func `init makes a local index, and not in the home folder`() throws {
    let fresh = house.root.appending(path: "fresh")
    try FileManager.default.createDirectory(at: fresh, withIntermediateDirectories: true)
    let made = try house.run(["init"], in: fresh)
    #expect(made.output.hasPrefix("ready to go with new local index\n"))
    #expect(try house.run(["init"], in: fresh).status == 1)
    #expect(try house.run(["init"], in: house.root).status == 1)
    #expect(try house.run(["status"], in: fresh).output.contains("fresh/.qmd/index.sqlite"))
  }
}
