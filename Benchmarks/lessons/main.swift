// Lessons for a whole library, gated and ungated, and what they do to queries that no lesson ever saw.
//
//   swift run -c release lessons FOLDER [--rounds N] [--teacher ENDPOINT] [--only TWIN,…]
//
// FOLDER holds skills/NAME/SKILL.md with evals/recall.json, and test.tsv: a query, a tab, the skills that answer it
// with spaces between. `lessons.py` makes such a folder from a retrieval set. Prints a JSON text: for each twin how its
// lessons ended, how the contracts fare, and for each test query whether a right skill came first. With an endpoint on
// this machine two more twins are taught by the model behind it, which speaks as OpenAI's older shape. --only chooses among
// gated, ungated, scripted-gated and scripted-ungated.

import Glibc
import Memory
import Plumbing
import Providers
import Teaching

guard CommandLine.arguments.count > 1 else {
  print("usage: lessons FOLDER [--rounds N] [--teacher ENDPOINT] [--only TWIN,…]")
  exit(2)
}
let folder = FilePath(CommandLine.arguments[1])
func option(_ name: String) -> String? {
  CommandLine.arguments.firstIndex(of: name).map { CommandLine.arguments[$0 + 1] }
}
let rounds = option("--rounds").flatMap { Int($0) } ?? 8
let tests = String(decoding: try Files.read(folder.appending("test.tsv")) ?? [], as: UTF8.self)
  .split(separator: "\n").map { line in
    let cells = line.split(separator: "\t").map(String.init)
    return (query: cells[0], right: Set(cells[1].split(separator: " ").map(String.init)))
  }

/// A library as a twin has it: an index of its own over the folder's skills.
struct Twin {
  let index: FilePath
  let config: Config
  let places: Places

  init(_ name: String) throws {
    index = folder.appending("\(name).sqlite")
    for suffix in ["", "-wal", "-shm", ".lock"] { Files.remove(FilePath(index.text + suffix)) }
    config = Config(collections: [Collection(name: "skills", path: folder.appending("skills"))])
    places = Places(environment: ["HOME": folder.text, "INDEX_PATH": index.text])
    try update()
  }

  func update() throws {
    let writer = try IndexWriter(index)
    let indexer = Indexer(writer, config)
    for collection in config.collections { _ = try indexer.reconcile(collection) }
  }

  func course() throws -> Course {
    let reader = try IndexReader(index)
    return try Course(reader, config, SkillLibrary(reader, config, places))
  }

  /// Whether each test query has a right skill first.
  func hits() throws -> [Bool] {
    let search = try Search(IndexReader(index), config, isWatched: true)
    return try tests.map { test in
      try search.ranking(of: test.query, limit: 1).first.map { test.right.contains($0.path.parent.text) }
        ?? false
    }
  }
}

func rate(_ rate: Rate) -> JSON { [.integer(rate.hits), .integer(rate.total)] }

/// The model behind an endpoint on this machine.
func model(_ endpoint: String) throws -> ModelTeacher {
  guard let address = ChatAddress("compatible:scripted", endpoint: endpoint) else { exit(2) }
  let permit = try Consents(in: folder).permit(to: address.endpoint, .teaching, among: [])
  return ModelTeacher(try RemoteChat(address, permit: permit), covers: permit.covers)
}

func measure(_ name: String, _ teacher: (any Teacher)?, isGated: Bool = true) throws -> JSON {
  let twin = try Twin(name)
  let course = try twin.course()
  let before = course.figures
  var outcomes: [String: Int] = [:], rejections: [String: Int] = [:]
  var usage = Usage()
  var texts: [FilePath: (original: [UInt8], now: [UInt8])] = [:]
  let started = Moment.now
  for address in teacher == nil ? [] : course.failing.sorted() {
    let options = Lesson.Options.measured(rounds: rounds, isGated: isGated)
    guard let teacher, let report = try Lesson(for: address, in: course, options)?.run(teacher) else {
      continue
    }
    usage = usage + report.usage
    for attempt in report.attempts {
      if let class_ = attempt.rejection { rejections[class_.rawValue, default: 0] += 1 }
    }
    switch report.outcome {
    case .nothingToDo: outcomes["nothing to do", default: 0] += 1
    case .passed:
      outcomes["passed", default: 0] += 1
      try course.accept(report.changes)
      for change in report.changes {
        texts[change.file] = (texts[change.file]?.original ?? change.before, change.after)
      }
    case .personNeeded: outcomes["a person is needed", default: 0] += 1
    }
  }
  let seconds = Moment.now.milliseconds(since: started) / 1000
  let expected = course.figures
  for (file, text) in texts { try Files.replace(file, with: text.now) }
  try twin.update()
  let after = try twin.course().figures
  let hits = try twin.hits()
  for (file, text) in texts { try Files.replace(file, with: text.original) }
  func counts(_ counts: [String: Int]) -> JSON {
    .object(counts.sorted { $0.key < $1.key }.map { JSON.Member($0.key, .integer($0.value)) })
  }
  return [
    "twin": .string(name), "seconds": .number("\(Double(Int(seconds * 100)) / 100)"),
    "outcomes": counts(outcomes),
    "rejections": counts(rejections), "skillsChanged": .integer(texts.count),
    "contractsBefore": rate(before.kept), "contractsSupposed": rate(expected.kept),
    "contractsAfter": rate(after.kept), "tokens": .integer(usage.inputTokens + usage.outputTokens),
    "hits": .array(hits.map { .bool($0) }),
  ]
}

let only = option("--only").map { Set($0.split(separator: ",").map(String.init)) }
var twins = [try measure("untaught", nil)]
for (name, isScripted, isGated) in [
  ("gated", false, true), ("ungated", false, false), ("scripted-gated", true, true),
  ("scripted-ungated", true, false),
] where only?.contains(name) ?? true {
  guard isScripted else {
    twins.append(try measure(name, BuiltInTeacher(), isGated: isGated))
    continue
  }
  guard let endpoint = option("--teacher") else { continue }
  twins.append(try measure(name, model(endpoint), isGated: isGated))
}
print(
  String(
    decoding: JSON.object([.init("rounds", .integer(rounds)), .init("twins", .array(twins))]).bytes(),
    as: UTF8.self
  )
)
