import Plumbing

/// Two texts line by line: what goes, what comes, and two lines around each.
struct TextDiff {
  private enum Line {
    case same(String), gone(String), new(String)
  }

  private let lines: [Line]
  private static let context = 2

  init(_ before: [UInt8], _ after: [UInt8]) {
    func split(_ bytes: [UInt8]) -> [ArraySlice<UInt8>] {
      bytes.split(separator: 0x0A, omittingEmptySubsequences: false)
    }
    let (old, new) = (split(before), split(after))
    let difference = new.difference(from: old)
    var removed: Set<Int> = [], inserted: Set<Int> = []
    for change in difference {
      switch change {
      case .remove(let offset, _, _): removed.insert(offset)
      case .insert(let offset, _, _): inserted.insert(offset)
      }
    }
    var lines: [Line] = []
    var (i, j) = (0, 0)
    while i < old.count || j < new.count {
      if i < old.count, removed.contains(i) {
        lines.append(.gone(Self.text(old[i])))
        i += 1
      } else if j < new.count, inserted.contains(j) {
        lines.append(.new(Self.text(new[j])))
        j += 1
      } else if i < old.count, j < new.count {
        lines.append(.same(Self.text(old[i])))
        i += 1
        j += 1
      } else {
        break
      }
    }
    self.lines = lines
  }

  private static func text(_ line: ArraySlice<UInt8>) -> String {
    Wording.plain(String(decoding: line.last == 0x0D ? line.dropLast() : line, as: UTF8.self))
  }

  func print(to output: Output) {
    let changed = lines.indices.filter { if case .same = lines[$0] { false } else { true } }
    var shown: Set<Int> = []
    for place in changed {
      shown.formUnion(max(0, place - Self.context)...min(lines.count - 1, place + Self.context))
    }
    var last = -1
    for place in shown.sorted() {
      if place != last + 1, last >= 0 { output.line(output.faint("  …")) }
      last = place
      switch lines[place] {
      case .same(let text): output.line("  \(text)")
      case .gone(let text): output.line(output.yellow("- \(text)"))
      case .new(let text): output.line(output.green("+ \(text)"))
      }
    }
  }
}
