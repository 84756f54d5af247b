// The floor of an audit: each query of a file put to `Search`, one after the other, by the ranking that people use.
//
//   plain-searches INDEX QUERIES [TIMES]     one query a line; prints the milliseconds of each round

import Memory
import Plumbing

let arguments = CommandLine.arguments
guard arguments.count >= 3 else {
  print("usage: plain-searches INDEX QUERIES [TIMES]")
  Launch.leave(2)
}
let queries = String(decoding: try Files.read(FilePath(arguments[2]), limit: 1 << 26) ?? [], as: UTF8.self)
  .split(separator: "\n").map(String.init)
let search = try Search(IndexReader(FilePath(arguments[1])), Config(), isWatched: true)
for _ in 0..<(arguments.count > 3 ? Int(arguments[3]) ?? 1 : 1) {
  let start = Moment.now
  var found = 0
  for query in queries { found += try search.ranking(of: query, limit: 10).count }
  print("\(Moment.now.milliseconds(since: start)) \(found)")
}
