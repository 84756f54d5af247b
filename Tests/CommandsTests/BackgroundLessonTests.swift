import Foundation
import Glibc
import Plumbing
import Support
import Testing

/// A contract that a save breaks leads to a lesson by itself, in a process of its own.
@Suite(.temporaryHouse, .ends(withinMinutes: 5))
struct BackgroundLessonTests {
  private let house = TemporaryHouse.current
  private var skill: URL { house.memories.appending(path: "skills/late-invoice/SKILL.md") }
  private static let good = "Sends a dunning reminder for an unpaid, overdue bill."
  private static let poor = "Helps with stuff."

  private static let queries = [
    "dunning letter for an unpaid bill", "send a dunning reminder", "overdue bill reminder",
    "bill overdue since march", "reminder for the unpaid bill", "dunning after thirty overdue days",
    "unpaid bill dunning", "overdue dunning reminder", "bill unpaid, remind them of the overdue",
    "second dunning reminder", "dunning the overdue", "unpaid and overdue bill",
  ]

  private func write(_ description: String, extra: String = "") throws {
    try house.write(
      "---\nname: late-invoice\ndescription: \(description)\n---\n\n# Late\n\n1. Do it.\(extra)\n",
      to: "skills/late-invoice/SKILL.md"
    )
  }

  private static func contract(_ wanted: [String], refused: [String] = []) throws -> String {
    let rows =
      wanted.map { ["query": $0, "should_trigger": true] as [String: Any] }
      + refused.map { ["query": $0, "should_trigger": false] as [String: Any] }
    return String(decoding: try JSONSerialization.data(withJSONObject: rows), as: UTF8.self)
  }

  /// A skill whose contract holds, a neighbour, and a watcher that has audited them.
  private func watched(teach: String) throws -> WatchedHouse {
    try write(Self.good)
    try house.write(try Self.contract(Self.queries), to: "skills/late-invoice/evals/recall.json")
    try house.write(
      "---\nname: refund\ndescription: Returns money to a customer.\n---\n\n# Refund\n\n1. Do it.\n",
      to: "skills/refund/SKILL.md"
    )
    try house.write(try Self.contract(["customer wants money back"]), to: "skills/refund/evals/recall.json")
    for number in 0..<20 {
      try house.write("# Note \(number)\n\nGarden, window, paint.\n", to: "n/\(number).md")
    }
    let watched = try WatchedHouse(house)
    let config = try String(contentsOf: watched.config, encoding: .utf8)
    try Data((config + teach).utf8).write(to: watched.config)
    try watched.start()
    try watched.wait(for: "audited 2 skills")
    return watched
  }

  private func qmd(_ watched: WatchedHouse, _ arguments: String...) throws -> Outcome {
    try house.run(arguments, environment: watched.environment)
  }

  private func requests(_ watched: WatchedHouse, _ folder: String) -> [String] {
    let lessons = house.root.appending(path: "state/qmd/lessons")
    let index = (try? FileManager.default.contentsOfDirectory(atPath: lessons.path))?.first ?? ""
    return
      (try? FileManager.default.contentsOfDirectory(
        atPath: lessons.appending(path: "\(index)/\(folder)").path
      ))
      ?? []
  }

  @Test func `a save that breaks a contract leads to a proposal, once, and no file is changed`() throws {
    let watched = try watched(teach: "")
    try write(Self.poor)
    let said = try watched.wait(for: "late-invoice: a better text is proposed as #1")
    #expect(said.contains("late-invoice lost 12 queries"))
    #expect(try String(contentsOf: skill, encoding: .utf8).contains(Self.poor))
    #expect(try qmd(watched, "status").output.contains("Proposed: 1 better text"))
    // The same again: it has to wait.
    try write(Self.good)
    try watched.wait(for: "queries won back")
    try write(Self.poor, extra: " And more.")
    try watched.wait(for: "a lesson for late-invoice waits: it had a lesson within the last 24 hours")
    #expect(requests(watched, "waiting").count == 1)
    #expect(requests(watched, "held").isEmpty && requests(watched, "wanted").isEmpty)
    let whole = try watched.stop()
    #expect(!whole.contains("as #2"), "\(whole)")
  }

  @Test func `with auto the text is adopted, recall is back, and the change starts no further lesson`() throws
  {
    let watched = try watched(teach: "teach: auto\n")
    try write(Self.poor)
    try watched.wait(for: "late-invoice: a better text is adopted as #1")
    try watched.wait(for: "won back")
    #expect(try String(contentsOf: skill, encoding: .utf8).contains("keywords: "))
    // Taken back by us on the user's word: the queries are lost again, and nobody argues.
    #expect(try qmd(watched, "skills", "rollback", "late-invoice").status == 0)
    try watched.wait(for: "no lesson is asked for after a change that qmd made")
    #expect(requests(watched, "wanted").isEmpty && requests(watched, "waiting").isEmpty)
    #expect(try String(contentsOf: skill, encoding: .utf8).contains(Self.poor))
    let whole = try watched.stop()
    #expect(!whole.contains("as #2"), "\(whole)")
  }

  @Test func `off asks for nothing`() throws {
    let watched = try watched(teach: "teach: off\n")
    try write(Self.poor)
    try watched.wait(for: "late-invoice lost 12 queries")
    try write(Self.good)
    try watched.wait(for: "queries won back")
    #expect(requests(watched, "wanted").isEmpty && requests(watched, "held").isEmpty)
    #expect(try qmd(watched, "proposals").output.hasPrefix("No proposals"))
  }

  @Test func `where no lesson helps the user is told once that a person is needed`() throws {
    let told = house.root.appending(path: "told")
    let watched = try watched(
      teach: "teach:\n  hours_between: 0\nnotify: printf '%s\\n' \"$1\" >> '\(told.path)'\n"
    )
    // The contract's words are all taken by a copy: no keyword sets the skill apart.
    let text = try String(contentsOf: skill, encoding: .utf8)
    try house.write(
      text.replacingOccurrences(of: "late-invoice", with: "dunning"),
      to: "skills/dunning/SKILL.md"
    )
    try house.write(try Self.contract(Self.queries), to: "skills/dunning/evals/recall.json")
    try watched.wait(for: "a person is needed, because")
    let shown = try qmd(watched, "status").output
    #expect(shown.contains("Person:   late-invoice: a person is needed, because"), "\(shown)")
    // Asked again for the same text, it ends the same way, and is not told again.
    try FileManager.default.removeItem(at: house.memories.appending(path: "skills/dunning"))
    try watched.wait(for: "won back")
    try house.write(
      text.replacingOccurrences(of: "late-invoice", with: "dunning"),
      to: "skills/dunning/SKILL.md"
    )
    try house.write(try Self.contract(Self.queries), to: "skills/dunning/evals/recall.json")
    let before = try watched.stop()
    let lines = try String(contentsOf: told, encoding: .utf8).split(separator: "\n")
    #expect(lines.count { $0.contains("a person is needed") } == 1, "\(lines) \(before)")
  }

  /// The number of the process that waits for words of a watcher.
  private func attendants() -> [Int32] {
    let all = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
    return all.compactMap { Int32($0) }.filter { number in
      let line = (try? Data(contentsOf: URL(filePath: "/proc/\(number)/cmdline"))) ?? Data()
      let home = (try? Data(contentsOf: URL(filePath: "/proc/\(number)/environ"))) ?? Data()
      return String(decoding: line, as: UTF8.self).contains("--attend")
        && String(decoding: home, as: UTF8.self).contains(house.root.path)
    }
  }

  @Test func `what waits for lessons ends with the watcher, however that ends`() throws {
    let watched = try watched(teach: "")
    let attending = attendants()
    #expect(attending.count == 1)
    kill(watched.processID, SIGKILL)
    for number in attending {
      // A process that nobody waits for is gone when its /proc entry is, or it is a zombie of ours.
      while let status = try? String(contentsOf: URL(filePath: "/proc/\(number)/status"), encoding: .utf8),
        !status.contains("State:\tZ")
      { Pause.nanoseconds(5_000_000) }
    }
  }

  @Test func `started by systemd beside its unit for lessons, the watcher leaves them to that unit`() throws {
    try write(Self.good)
    let watched = try WatchedHouse(house)
    var environment = watched.environment
    environment["XDG_CONFIG_HOME"] = house.root.appending(path: "xdg").path
    // Without a session systemd does not start it, but the units are written.
    _ = try house.run(["service", "install"], environment: environment)
    let units = house.root.appending(path: "xdg/systemd/user")
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: units.path).sorted()
        == ["qmd-lesson.path", "qmd-lesson.service", "qmd.service"]
    )
    let process = Process()
    process.executableURL = URL(filePath: "/bin/bash")
    process.arguments = ["-c", "export SYSTEMD_EXEC_PID=$$; exec \(TemporaryHouse.program.path) watch"]
    process.environment = environment
    process.currentDirectoryURL = house.root
    let said = PrivatePipe()
    process.standardError = said.writing
    try process.run()
    try said.writing.close()
    var heard = ""
    while !heard.contains("watching") {
      let data = said.reading.availableData
      guard !data.isEmpty else { break }
      heard += String(decoding: data, as: UTF8.self)
    }
    #expect(heard.contains("watching"))
    #expect(attendants().isEmpty)
    process.terminate()
    process.waitUntilExit()
    // What a unit would run, with nothing asked for.
    #expect(try house.run(["teach", "--wanted"], environment: environment).status == 0)
  }
}
