// Prints what a score can be made of: for each question the candidates of a library, with their signs.
//
//   signs INDEX MODELS < questions        id, tab, question; one a line
//
// One line a candidate, by tabs: question, collection, path, points, coverage, strength, information, nearness, cosine,
// rank among the candidates. Benchmarks/score.py fits and judges by them.

import Memory
import Plumbing
import Providers

let arguments = CommandLine.arguments.dropFirst().map { FilePath($0) }
let folder = ModelFolder(in: arguments[1])
let search = try Search(IndexReader(arguments[0]), Config(), isWatched: true) { _ in try MiniLM(folder) }
while let line = readLine() {
  let parts = line.split(separator: "\t", maxSplits: 1)
  guard parts.count == 2 else { continue }
  for (rank, found) in try search.ranking(of: String(parts[1]), limit: 30, by: .both).enumerated() {
    let numbers = [
      found.points, found.coverage, found.strength, found.information, found.nearness, found.cosine ?? -1,
    ]
    print(
      parts[0],
      found.collection,
      found.path,
      numbers.map { String(($0 * 1e5).rounded() / 1e5) }.joined(separator: "\t"),
      rank,
      separator: "\t"
    )
  }
}
