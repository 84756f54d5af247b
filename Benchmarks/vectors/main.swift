// The encoder and the scan, for `vectors.py`, which compares them with a peer and a floor.
//
//   vectors encode MODELS THREADS [LEVEL]   a line of texts split by tabs in, seconds and the first vector out, again and again
//   vectors scan ROWS THREADS ROUNDS        one line of JSON: seconds of scans and memory passes, and recall
import Glibc
import Plumbing
import Providers

switch CommandLine.arguments.dropFirst().first {
case "encode": try encode(Array(CommandLine.arguments.dropFirst(2)))
case "scan": scan(CommandLine.arguments.dropFirst(2).compactMap { Int($0) })
default: print("vectors encode MODELS THREADS [LEVEL] | scan ROWS THREADS ROUNDS")
}

func seconds(_ body: () throws -> Void) rethrows -> Double {
  let clock = ContinuousClock()
  let time = try clock.measure(body)
  return Double(time.components.seconds) + Double(time.components.attoseconds) / 1e18
}

func encode(_ words: [String]) throws {
  let level = words.count > 2 ? Kernels.available.first { "\($0.level)" == words[2] } : .best
  guard words.count >= 2, let threads = Int(words[1]), let kernels = level else { return print("what?") }
  let model = try MiniLM(ModelFolder(in: FilePath(words[0])), threads: threads, kernels: kernels)
  while let line = readLine() {
    let texts = line.split(separator: "\t").map(String.init)
    var vectors: [[Float]] = []
    let time = try seconds { vectors = try model.vectors(of: texts) }
    let answer = "\(time) " + vectors[0].map { "\($0)" }.joined(separator: " ") + "\n"
    Standard.write(Array(answer.utf8), to: Standard.output)
  }
}

/// Vectors of no direction in particular: neighbours are nearly as far as strangers, which is the hardest case for bytes.
func scan(_ numbers: [Int]) {
  guard numbers.count == 3 else { return print("what?") }
  let (rows, threads, rounds, width) = (numbers[0], numbers[1], numbers[2], 384)
  var state: UInt64 = 42
  func noise() -> Float {
    // Three uniform numbers make a bell that is round enough.
    var sum: Float = 0
    for _ in 0..<3 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      sum += Float(state >> 40) / Float(1 << 24) - 0.5
    }
    return sum
  }
  func unit() -> [Float] {
    let vector = (0..<width).map { _ in noise() }
    let length = Kernels.best.dot(vector, vector).squareRoot()
    return vector.map { $0 / length }
  }
  var floats: [Float] = []
  var bytes: [Int8] = []
  var scales: [Float] = []
  floats.reserveCapacity(rows * width)
  bytes.reserveCapacity(rows * width)
  for _ in 0..<rows {
    let vector = unit()
    let small = ByteVector(vector)
    floats += vector
    bytes += small.bytes
    scales.append(small.scale)
  }
  let (exact, small, scale) = (Numbers(floats), Numbers(bytes), Numbers(scales))
  (floats, bytes, scales) = ([], [], [])
  let kernels = Kernels.best
  var (scans, passes, exacts, rescores, found, sink) = (
    [Double](), [Double](), [Double](), [Double](), 0, UInt64(0)
  )
  for round in 0..<rounds {
    let query = unit()
    let (asked, numbers) = (ByteVector(query), Numbers(query))
    var near: [Neighbour] = []
    scans.append(
      seconds { near = kernels.nearest(20, to: asked, in: small, scales: scale, threads: threads) }
    )
    passes.append(seconds { sink ^= kernels.pass(over: small, threads: threads) })
    var best: [Int] = []
    rescores.append(
      seconds {
        best = near.map { ($0.row, kernels.dot(numbers, exact[$0.row * width..<($0.row + 1) * width])) }
          .sorted { ($0.1, $1.0) > ($1.1, $0.0) }.prefix(10).map(\.0)
      }
    )
    guard round < 20 else { continue }
    var truth: [Neighbour] = []
    exacts.append(seconds { truth = kernels.nearest(10, to: query, in: exact, threads: threads) })
    found += Set(truth.map(\.row)).intersection(best).count
  }
  let recall = Double(found) / Double(10 * min(rounds, 20))
  print(
    "{\"rows\": \(rows), \"threads\": \(threads), \"scan_s\": \(scans), \"pass_s\": \(passes),"
      + " \"exact_s\": \(exacts), \"rescore_s\": \(rescores), \"recall\": \(recall),"
      + " \"level\": \"\(kernels.level)\", \"sink\": \(sink % 2)}"
  )
}
