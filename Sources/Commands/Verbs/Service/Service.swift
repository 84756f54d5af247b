import Memory
import Plumbing
import Teaching

extension Verb {
  static let service = Verb(
    "service",
    .tend,
    operands: "install|remove|status",
    "Let systemd keep the watcher running, from login on.",
    details: [
      "A user unit that may write only the index, the state and the runtime folder, and speaks to no network."
        + " With --index NAME it is the unit qmd@NAME. Lessons are held by a unit beside it, qmd-lesson, which waits for the"
        + " files that ask for them."
    ],
    examples: [
      Example("qmd service install", "write the unit, enable and start it"),
      Example("qmd service install --dry-run", "show the unit, and do nothing"),
      Example("qmd service status", "whether it is installed and running"),
      Example("qmd service remove", "stop it and remove the unit"),
    ],
    subverbs: [.serviceInstall, .serviceRemove, .serviceStatus]
  ) { call in
    throw UsageError.missingWords(
      verb: "service",
      operands: "install|remove|status",
      example: call.typed.verb.examples.first?.command
    )
  }

  static let serviceInstall = Verb(
    "service install",
    .tend,
    "Write the systemd user unit, enable and start it.",
    flags: [.dryRun],
    examples: [Example("qmd service install", "for the usual index")]
  ) { call in
    let unit = ServiceUnit(call)
    if call.typed.has(.dryRun) {
      for file in unit.files {
        call.output.line("# \(file.path)")
        call.output.write(file.text)
      }
      return 0
    }
    do throws(SystemError) {
      for folder in unit.writtenFolders + [unit.path.parent] { try Files.createFolder(folder) }
      try LessonRequests(call.places).prepare()
      for file in unit.files { try Files.replace(file.path, with: Array(file.text.utf8)) }
    } catch {
      throw Failure.cannotWrite(unit.path, error)
    }
    for file in unit.files { call.output.line("✓ Wrote \(file.path)") }
    let commands = [["daemon-reload"], ["enable", "--now", unit.lessonPathName, unit.name]]
    guard ServiceUnit.systemctl(commands, call) else {
      throw Failure(
        "the unit is written, but systemd did not start it — in a login session run "
          + "`systemctl --user daemon-reload && systemctl --user enable --now \(unit.lessonPathName) \(unit.name)`"
      )
    }
    call.output.line("✓ \(unit.name) runs, and will from login on.")
    return 0
  }

  static let serviceRemove = Verb(
    "service remove",
    .tend,
    "Stop the unit and remove it.",
    examples: [Example("qmd service remove", "for the usual index")]
  ) { call in
    let unit = ServiceUnit(call)
    guard FileStatus.of(unit.path) != nil else {
      call.output.line("\(unit.name) is not installed.")
      return 0
    }
    _ = ServiceUnit.systemctl([["disable", "--now", unit.lessonPathName, unit.name]], call)
    let removed = unit.files.filter { Files.remove($0.path) }
    _ = ServiceUnit.systemctl([["daemon-reload"]], call)
    for file in removed { call.output.line("✓ Removed \(file.path)") }
    return 0
  }

  static let serviceStatus = Verb(
    "service status",
    .tend,
    "Show whether the unit is installed, and whether a watcher runs; status 1 when either is not so.",
    examples: [Example("qmd service status", "for the usual index")]
  ) { call in
    let unit = ServiceUnit(call)
    let isInstalled = FileStatus.of(unit.path) != nil
    let isAlive = WatchState.isAlive(index: call.places.index)
    call.output.line("Unit:    \(isInstalled ? "\(unit.path)" : "not installed — `qmd service install`")")
    call.output.line("Watcher: \(isAlive ? "running" : "not running")")
    if isInstalled, !isAlive {
      call.output.line("Why:     `journalctl --user -u \(unit.name)` shows what it said")
    }
    return isInstalled && isAlive ? 0 : 1
  }
}
