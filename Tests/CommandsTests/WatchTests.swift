import Foundation
import Glibc
import Memory
import Plumbing
import Support
import Testing

/// The real program, real inotify, real files.
@Suite(.temporaryHouse, .ends(withinMinutes: 5))
struct WatchTests {
  let files = FileManager.default

  private func watched(_ prepare: (TemporaryHouse) throws -> Void = { _ in }) throws -> WatchedHouse {
    let house = TemporaryHouse.current
    try prepare(house)
    let watched = try WatchedHouse(house)
    try watched.start()
    return watched
  }

  private func expectIndexIsDisk(
    _ watched: WatchedHouse,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    try watched.settle()
    #expect(try watched.indexed() == watched.onDisk(), sourceLocation: sourceLocation)
  }

  @Test func `a save is a hit`() throws {
    let watched = try watched { try $0.write("# Foxes\n\nThey are quick.\n", to: "foxes.md") }
    for word in ["badger", "heron", "otter"] {
      try watched.house.write("# Animals\n\nToday a \(word).\n", to: "animals/today.md")
      try watched.settle()
      let outcome = try watched.house.qmd("search", word, "--files", environment: watched.environment)
      #expect(outcome.output.hasSuffix("qmd://memories/animals/today.md\n"))
    }
    #expect(try watched.indexed().count == 2)
  }

  @Test func `search --sync finds what was saved just before`() throws {
    let watched = try watched()
    for number in 0..<20 {
      try watched.house.write("# Note\n\nword\(number)x stands here.\n", to: "note.md")
      let outcome = try watched.house.qmd(
        "search",
        "word\(number)x",
        "--sync",
        "--files",
        environment: watched.environment
      )
      #expect(outcome.output.contains("note.md"), "save \(number)")
    }
  }

  @Test func `a folder moved in brings all of its files`() throws {
    let watched = try watched()
    let outside = watched.house.root.appending(path: "outside/deep/er")
    try files.createDirectory(at: outside, withIntermediateDirectories: true)
    for number in 0..<1_000 {
      try Data("# Note \(number)\n\nText \(number).\n".utf8).write(
        to: outside.appending(path: "n\(number).md")
      )
    }
    try files.moveItem(
      at: watched.house.root.appending(path: "outside"),
      to: watched.house.memories.appending(path: "inside")
    )
    try expectIndexIsDisk(watched)
    #expect(try watched.indexed().count == 1_000)
  }

  @Test func `a folder made with what is in it in one go is complete`() throws {
    let watched = try watched()
    for round in 0..<200 {
      try watched.house.write("# Deep \(round)\n\nText.\n", to: "a\(round)/b/c/x.md")
    }
    try expectIndexIsDisk(watched)
    #expect(try watched.indexed().count == 200)
  }

  @Test func `a folder that left is forgotten, and what happens to it outside is not followed`() throws {
    let watched = try watched {
      try $0.write("# In\n\nInside text.\n", to: "foo/in.md")
      try $0.write("# Sibling\n\nIts name begins alike.\n", to: "foobar/in.md")
    }
    let away = watched.house.root.appending(path: "away")
    try files.moveItem(at: watched.house.memories.appending(path: "foo"), to: away)
    try Data("# Outside\n\nSecretword.\n".utf8).write(to: away.appending(path: "outside.md"))
    try expectIndexIsDisk(watched)
    #expect(try watched.indexed().keys.sorted() == ["foobar/in.md"])
  }

  @Test func `two folders that change places keep their own texts`() throws {
    let watched = try watched {
      try $0.write("# One\n\nFirst text.\n", to: "one/n.md")
      try $0.write("# Two\n\nSecond text.\n", to: "two/n.md")
    }
    let memories = watched.house.memories.path
    try Files.exchange(FilePath("\(memories)/one"), FilePath("\(memories)/two"))
    try expectIndexIsDisk(watched)
    // Both are still watched, under the names that they have now.
    try watched.house.write("# Two\n\nThe second, changed.\n", to: "one/n.md")
    try watched.house.write("# One\n\nThe first, changed.\n", to: "two/n.md")
    try expectIndexIsDisk(watched)
  }

  @Test func `a file that is emptied keeps its text until it is sure, and then loses it`() throws {
    let watched = try watched { try $0.write("# Twice\n\nThe heron.\n", to: "twice.md") }
    // As a program leaves it for a moment that saves twice at once; the other note is committed after it was looked at.
    try watched.house.write("", to: "twice.md")
    try watched.house.write("# Other\n\nThe badger.\n", to: "other.md")
    let said = try watched.wait(for: "committed 0 changed")
    let other = said.range(of: "committed 1 changed"), emptied = said.range(of: "committed 0 changed")
    let (before, after) = (try #require(other), try #require(emptied))
    #expect(
      before.upperBound < after.lowerBound,
      "the emptied one was read when it was quiet, and not before"
    )
    #expect(try watched.indexed().keys.sorted() == ["other.md"])
    try watched.house.write("# Twice\n\nThe heron is back.\n", to: "twice.md")
    try expectIndexIsDisk(watched)
  }

  @Test func `git checkout of another branch`() throws {
    let watched = try watched()
    func git(_ arguments: String...) throws {
      let process = Process()
      process.executableURL = URL(filePath: "/usr/bin/git")
      process.arguments =
        ["-C", watched.house.memories.path, "-c", "user.name=A", "-c", "user.email=a@b.c"] + arguments
      process.standardOutput = FileHandle.nullDevice
      process.standardError = FileHandle.nullDevice
      try process.run()
      process.waitUntilExit()
      #expect(process.terminationStatus == 0, "git \(arguments)")
    }
    try git("init", "-q", "-b", "main")
    for number in 0..<40 {
      try watched.house.write("# N\(number)\n\nFirst.\n", to: "d\(number % 7)/n\(number).md")
    }
    try git("add", ".")
    try git("commit", "-qm", "one")
    try git("checkout", "-qb", "other")
    for number in 0..<20 {
      try watched.house.write("# N\(number)\n\nSecond.\n", to: "d\(number % 7)/n\(number).md")
    }
    try git("rm", "-q", "-rf", "d3")
    try git("add", ".")
    try git("commit", "-qm", "two")
    try expectIndexIsDisk(watched)
    try git("checkout", "-q", "main")
    try expectIndexIsDisk(watched)
    #expect(try watched.indexed().count == 40)
  }

  @Test func `a root that goes away is kept in mind, and taken up when it comes back`() throws {
    let watched = try watched { try $0.write("# Kept\n\nPrecious text.\n", to: "n.md") }
    let away = watched.house.root.appending(path: "unmounted")
    try files.moveItem(at: watched.house.memories, to: away)
    try watched.wait(for: "is not there; what is known of it is kept")
    #expect(try watched.indexed().count == 1)
    try files.moveItem(at: away, to: watched.house.memories)
    try watched.wait(for: "compared with the disk in")
    try watched.house.write("# New\n\nAfter its return.\n", to: "new.md")
    // The root is looked for every two seconds; the watcher says when it has it again.
    while try watched.indexed().count != 2 { try watched.settle() }
    try expectIndexIsDisk(watched)
  }

  @Test func `an index that is deleted under the watcher is built anew`() throws {
    let watched = try watched { house in
      for number in 0..<30 { try house.write("# N\(number)\n\nText \(number).\n", to: "n\(number).md") }
    }
    try files.removeItem(at: watched.house.index)
    try watched.wait(for: "rebuilt from the files")
    try expectIndexIsDisk(watched)
    #expect(try watched.indexed().count == 30)
  }

  @Test func `a broken configuration names its line, and the last good one stays in force`() throws {
    let watched = try watched { try $0.write("# N\n\nText.\n", to: "n.md") }
    let good = try String(contentsOf: watched.config, encoding: .utf8)
    try Data("collections:\n  memories:\n    path: [1, 2]\n".utf8).write(to: watched.config)
    #expect(try watched.wait(for: "last good one").contains("index.yml, line 3"))
    try watched.house.write("# New\n\nWritten meanwhile.\n", to: "new.md")
    try expectIndexIsDisk(watched)
    let more = watched.house.root.appending(path: "more")
    try files.createDirectory(at: more, withIntermediateDirectories: true)
    try Data("# More\n\nAnother folder's text.\n".utf8).write(to: more.appending(path: "m.md"))
    try Data((good + "  more:\n    path: \(more.path)\n").utf8).write(to: watched.config)
    try watched.wait(for: "2 collections are watched")
    try watched.settle()
    let outcome = try watched.house.qmd(
      "search",
      "another folder",
      "--files",
      environment: watched.environment
    )
    #expect(outcome.output.contains("qmd://more/m.md"))
  }

  @Test func `a second watcher of the same index says who is there`() throws {
    let watched = try watched()
    let second = try watched.house.qmd("watch", environment: watched.environment)
    #expect(second.status == 1)
    #expect(second.error.contains("already running (process \(watched.processID))"))
    let status = try watched.house.qmd("watch", "status", environment: watched.environment)
    #expect(status.status == 0)
    #expect(status.output.contains("process \(watched.processID)"))
    #expect(try watched.stop().contains("stopped"))
    #expect(try watched.house.qmd("watch", "status", environment: watched.environment).status == 1)
  }

  @Test func `a watcher in the background starts, works and stops`() throws {
    let watched = try WatchedHouse(TemporaryHouse.current)
    let started = try watched.house.qmd("watch", "--daemon", environment: watched.environment)
    #expect(started.status == 0, "\(started.error)")
    try watched.house.write("# N\n\nBackground text.\n", to: "n.md")
    try expectIndexIsDisk(watched)
    #expect(try watched.house.qmd("watch", "stop", environment: watched.environment).status == 0)
    #expect(!WatchState.isAlive(index: watched.index))
  }

  @Test func `more events than the queue holds lead to a comparison, said once`() throws {
    let limit = try #require(
      Int(
        String(contentsOfFile: "/proc/sys/fs/inotify/max_queued_events", encoding: .utf8)
          .trimmingCharacters(in: .whitespacesAndNewlines)
      )
    )
    let watched = try watched()
    kill(watched.processID, SIGSTOP)
    // Three events a file at least: created, modified, closed.
    for number in 0..<(limit / 3 + 500) {
      let file = watched.house.memories.appending(path: "n\(number).md")
      try Data("# N\(number)\n\nText.\n".utf8).write(to: file)
    }
    kill(watched.processID, SIGCONT)
    try watched.wait(for: "more changes came at once")
    try expectIndexIsDisk(watched)
    let status = try watched.house.qmd("watch", "status", environment: watched.environment)
    #expect(status.output.components(separatedBy: "more changes came at once").count == 2, "\(status)")
    let said = try watched.stop()
    #expect(said.components(separatedBy: "more changes came at once").count == 2)
  }

  @Test func `too few watches are said, with the command that allows more`() throws {
    try #require(geteuid() == 0, "needs a user namespace of its own")
    let watched = try WatchedHouse(TemporaryHouse.current)
    for number in 0..<60 { try watched.house.write("# N\n\nText \(number).\n", to: "d\(number)/n.md") }
    let limited = Process()
    limited.executableURL = URL(filePath: "/usr/bin/unshare")
    limited.arguments = [
      "-Ur", "bash", "-c",
      "echo 20 > /proc/sys/user/max_inotify_watches; exec \(TemporaryHouse.program.path) watch",
    ]
    limited.environment = watched.environment
    let errors = PrivatePipe()
    limited.standardError = errors.writing
    try limited.run()
    try errors.writing.close()
    var said = ""
    while !said.contains("watching") { said += String(decoding: errors.reading.availableData, as: UTF8.self) }
    #expect(said.contains("sudo sysctl fs.inotify.max_user_watches="))
    #expect(try watched.indexed().count == 60)
    limited.terminate()
    limited.waitUntilExit()
  }
}
