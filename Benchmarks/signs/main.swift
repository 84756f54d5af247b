// Prints what a score can be made of: for each question the candidates of a library, with their signs.
//
//   signs INDEX MODELS words|meaning|both < questions        id, tab, question; one a line
//
// One line a candidate, best first, by tabs: question, collection, path, score, points, coverage, strength, information,
// nearness, cosine (-1 without). score.py fits and judges by them.

import Memory
import Plumbing
import Providers

let arguments = CommandLine.arguments.dropFirst()
guard arguments.count == 3, let sense = Search.Sense(rawValue: CommandLine.arguments[3]) else {
  print("usage: signs INDEX MODELS words|meaning|both")
  Launch.leave(2)
}
let folder = ModelFolder(in: FilePath(CommandLine.arguments[2]))
let index = try IndexReader(FilePath(CommandLine.arguments[1]))
let search = try Search(index, Config(), isWatched: true) { _ in try MiniLM(folder) }
while let line = readLine() {
  let parts = line.split(separator: "\t", maxSplits: 1)
  guard parts.count == 2 else { continue }
  for found in try search.ranking(of: String(parts[1]), limit: 30, by: sense) {
    let numbers = [
      found.score, found.points, found.coverage, found.strength, found.information, found.nearness,
      found.cosine ?? -1,
    ]
    let text = numbers.map { String(($0 * 1e5).rounded() / 1e5) }.joined(separator: "\t")
    print(parts[0], found.collection, found.path, text, separator: "\t")
  }
}
