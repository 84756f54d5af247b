import Memory
import Plumbing

extension Verb {
  static let `init` = Verb(
    "init",
    .keep,
    "Make an index of its own for the project in this folder.",
    details: [
      "Makes .qmd/index.yml and .qmd/index.sqlite here. From then on qmd uses them anywhere in the project, instead of"
        + " the user's own."
    ],
    examples: [Example("cd ~/project && qmd init && qmd collection add docs", "the project's documents only")]
  ) { call in
    _ = try call.words(atLeast: 0, atMost: 0)
    let folder = call.places.workingFolder
    guard folder.normalized != call.places.home.normalized else {
      throw Failure("This is the home folder, whose index is the user's own — go to a project's folder first")
    }
    let local = folder.appending(".qmd")
    for name in ["index.yaml", "index.yml"] where FileStatus.of(local.appending(name)) != nil {
      throw Failure("There is a local index here already: \(local.appending(name)) — `qmd status` shows it")
    }
    do throws(SystemError) {
      try Files.createFolder(local)
      try Files.replace(
        local.appending("index.yml"),
        with: Array("# What this project keeps: qmd collection add FOLDER\n".utf8)
      )
    } catch {
      throw Failure.cannotWrite(local, error)
    }
    _ = try IndexWriter(local.appending("index.sqlite"))
    call.output.line("ready to go with new local index")
    call.output.line("  \(local.appending("index.yml"))")
    call.output.line("Next: qmd collection add .")
    return 0
  }
}
