// Tunes the numbers of `Ranking` on the development halves of retrieval sets, and says what they reach.
//
//   swift run -c release tune FOLDER            each sub-folder a set: docs/ queries.tsv qrels.tsv split.tsv
//   swift run -c release tune FOLDER --rounds 2 coordinate ascent, from the numbers in the source
//
// Each set is judged twice: as a library of its own, and in one library with all others. Only `dev` is looked at.

import Glibc
import Memory
import Plumbing

struct Question {
  let text: String
  let grades: [String: Double]
}

struct Library {
  let name: String
  let search: (Ranking) throws -> Search
  /// Set → its questions.
  let questions: [(set: String, questions: [Question])]
}

func lines(_ path: FilePath) -> [[String]] {
  let bytes = (try? Files.read(path, limit: 1 << 26)) ?? nil
  return String(decoding: bytes ?? [], as: UTF8.self).split(separator: "\n")
    .map { $0.split(separator: "\t").map(String.init) }
}

func questions(of set: FilePath, most: Int) -> [Question] {
  let split = Dictionary(lines(set.appending("split.tsv")).map { ($0[0], $0[1]) }, uniquingKeysWith: { $1 })
  var grades: [String: [String: Double]] = [:]
  for row in lines(set.appending("qrels.tsv")) where row.count > 2 {
    grades[row[0], default: [:]][row[1]] = Double(row[2])
  }
  let found = lines(set.appending("queries.tsv")).filter { $0.count > 1 && split[$0[0]] == "dev" }
    .map { Question(text: $0[1], grades: grades[$0[0]] ?? [:]) }
  let step = max(1, found.count / most)
  return stride(from: 0, to: found.count, by: step).map { found[$0] }
}

/// With gains 2^g − 1 and a discount of log2(rank + 1), over the first ten.
func ndcg(_ ranked: [String], _ grades: [String: Double]) -> Double {
  func discounted(_ gains: [Double]) -> Double {
    gains.enumerated().reduce(0) { $0 + (pow(2, $1.element) - 1) / log2(Double($1.offset) + 2) }
  }
  let ideal = discounted(Array(grades.values.sorted(by: >).prefix(10)))
  return ideal > 0 ? discounted(ranked.prefix(10).map { grades[$0] ?? 0 }) / ideal : 0
}

func library(
  _ name: String,
  _ sets: [FilePath],
  extra: [FilePath],
  at index: FilePath,
  most: Int
) throws -> Library {
  for suffix in ["", "-wal", "-shm", ".lock"] { Files.remove(FilePath(index.text + suffix)) }
  let collections =
    sets.map { Collection(name: $0.lastComponent.text, path: $0.appending("docs")) }
    + extra.map { Collection(name: $0.lastComponent.text, path: $0) }
  let config = Config(collections: collections)
  let writer = try IndexWriter(index)
  let indexer = Indexer(writer, config)
  for collection in collections { _ = try indexer.reconcile(collection) }
  try writer.tidy(everything: true)
  return Library(
    name: name,
    search: { try Search(IndexReader(index), config, isWatched: true, ranking: $0) },
    questions: sets.flatMap { set in
      [
        (set.lastComponent.text, questions(of: set, most: most)),
        (set.lastComponent.text, Array(remembered(set).prefix(most / 2))),
      ]
    }
  )
}

func evaluate(_ libraries: [Library], _ ranking: Ranking, printing: Bool = false) throws -> Double {
  var sum = 0.0, count = 0.0
  for library in libraries {
    let search = try library.search(ranking)
    for (set, questions) in library.questions {
      var total = 0.0, first = 0.0
      for question in questions {
        let hasEndings = question.grades.keys.contains { $0.hasSuffix(".md") }
        let ranked = try search.ranking(of: question.text, limit: 10).map { found in
          // Another set's document keeps its place, and is never right.
          guard found.collection == set else { return "" }
          return hasEndings ? found.path.text : String(found.path.text.dropLast(3))
        }
        total += ndcg(ranked, question.grades)
        first += question.grades[ranked.first ?? ""] ?? 0 > 0 ? 1 : 0
      }
      let mean = total / Double(max(1, questions.count))
      // Thirty questions say little: small sets weigh by the root of their size.
      let weight = Double(min(questions.count, 200)).squareRoot()
      sum += mean * weight
      count += weight
      if printing {
        print(
          "\(library.name)/\(set): nDCG@10 \(Double(Int(mean * 10000)) / 10000)"
            + " hit@1 \(Double(Int(first / Double(max(1, questions.count)) * 10000)) / 10000) of \(questions.count)"
        )
      }
    }
  }
  return sum / count
}

/// Two neighbouring words out of the middle of each tenth document: what somebody types who remembers a phrase.
func remembered(_ set: FilePath) -> [Question] {
  struct Finder: FolderVisitor {
    var paths: [FilePath] = []
    mutating func descends(into path: [UInt8]) -> Bool { true }
    mutating func entered(_ path: [UInt8], _ status: FileStatus) -> Bool { true }
    mutating func wants(_ path: [UInt8], isLink: Bool) -> Bool { path.suffix(3).elementsEqual(".md".utf8) }
    mutating func found(_ path: [UInt8], hash: UInt64, _ status: FileStatus) {
      paths.append(FilePath(bytes: path))
    }
    mutating func failed(_ path: [UInt8], _ error: SystemError) {}
  }
  var finder = Finder()
  _ = try? FolderWalk.walk(set.appending("docs"), &finder)
  return finder.paths.sorted().enumerated().filter { $0.offset % 5 == 0 }.compactMap { index, path in
    let text = String(
      decoding: ((try? Files.read(set.appending("docs").appending(path))) ?? nil) ?? [],
      as: UTF8.self
    )
    let words = text.split { !$0.isLetter }.filter { $0.count > 5 }
    guard words.count > 20 else { return nil }
    let at = words.count / 3 + index % (words.count / 3)
    // Every third of one word alone.
    let query = index % 3 == 0 ? String(words[at]) : "\(words[at]) \(words[at + 1])"
    return Question(text: query, grades: [path.text: 1])
  }
}

/// Prints `coverage strength information nearness right` for the first hits of every question, its own library's and a foreign one's (where
/// nothing is right): what a score is fitted on.
func printFeatures(_ libraries: [Library]) throws {
  for library in libraries {
    let search = try library.search(Ranking())
    for other in libraries {
      for (set, questions) in other.questions {
        for question in questions {
          for found in try search.ranking(of: question.text, limit: 3) {
            let path = found.path.text
            let isRight =
              found.collection == set
              && (question.grades[path] ?? question.grades[String(path.dropLast(3))] ?? 0) > 0
            print(
              "\(library.name) \(set) \(found.coverage) \(found.strength) \(found.information) \(found.nearness)"
                + " \(isRight ? 1 : 0)"
            )
          }
        }
      }
    }
  }
}

let arguments = CommandLine.arguments
guard arguments.count > 1 else {
  print("usage: tune FOLDER [--rounds N] [--most QUESTIONS]")
  exit(2)
}
func option(_ name: String, _ usual: Int) -> Int {
  arguments.firstIndex(of: name).flatMap { Int(arguments[$0 + 1]) } ?? usual
}
let folder = FilePath(arguments[1])
let all = Files.names(in: folder).sorted().map { folder.appending($0) }
let sets = all.filter { FileStatus.of($0.appending("queries.tsv")) != nil }
let extra = all.filter { FileStatus.of($0.appending("queries.tsv")) == nil }
let most = option("--most", 300)
var libraries: [Library] = []
for set in sets {
  libraries.append(
    try library("alone", [set], extra: [], at: FilePath("/tmp/tune-\(set.lastComponent).sqlite"), most: most)
  )
}
libraries.append(
  try library("together", sets, extra: extra, at: FilePath("/tmp/tune-together.sqlite"), most: most)
)

if arguments.contains("--features") {
  try printFeatures(libraries)
  exit(0)
}
// A list of numbers to compare: weights of title, description, body; saturation; coverage; proximity.
if let list = arguments.firstIndex(of: "--try") {
  for candidate in arguments[(list + 1)...] {
    let numbers = candidate.split(separator: ",").compactMap { Double($0) }
    var tried = Ranking()
    tried.weights[0] = numbers[0]
    tried.weights[1] = numbers[1]
    tried.weights[5] = numbers[2]
    tried.saturation = numbers[3]
    tried.coverage = numbers[4]
    tried.proximity = numbers[5]
    print("--- \(candidate): \(try evaluate(libraries, tried, printing: true))")
  }
  exit(0)
}
var best = Ranking()
var points = try evaluate(libraries, best, printing: true)
print("as in the source: \(points)")
var knobs: [(String, WritableKeyPath<Ranking, Double>)] = [
  ("saturation", \.saturation), ("coverage", \.coverage), ("proximity", \.proximity),
  ("beginning", \.beginning),
]
for field in 0..<6 {
  knobs.append(("weights[\(field)]", \.weights[field]))
  knobs.append(("lengthBalance[\(field)]", \.lengthBalance[field]))
}
for round in 0..<option("--rounds", 0) {
  for (name, knob) in knobs {
    for factor in [0.5, 0.75, 1.35, 2] {
      var tried = best
      tried[keyPath: knob] *= factor
      if name.hasPrefix("length") || name == "coverage" {
        tried[keyPath: knob] = min(1, tried[keyPath: knob])
      }
      let reached = try evaluate(libraries, tried)
      if reached > points + 0.0002 {
        best = tried
        points = reached
        print("round \(round + 1): \(name) = \(tried[keyPath: knob]) → \(points)")
      }
    }
  }
}
if option("--rounds", 0) > 0 {
  _ = try evaluate(libraries, best, printing: true)
  print(best)
}
