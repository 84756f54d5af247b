/// The lines of a YAML text as libyaml counts them, and the changes that are made by line and column.
struct YAMLLines {
  private let bytes: [UInt8]
  /// Where the content of each line lies, its line break left out.
  private let lines: [Range<Int>]
  /// The line break that the text uses.
  private let lineBreak: [UInt8]

  init(_ bytes: [UInt8]) {
    self.bytes = bytes
    var lines: [Range<Int>] = []
    var start = bytes.starts(with: YAML.byteOrderMark) ? YAML.byteOrderMark.count : 0
    var index = start
    var usual: [UInt8]?
    while index < bytes.count {
      let width = Self.lineBreakWidth(bytes, at: index)
      if width == 0 {
        index += 1
        continue
      }
      let isLine = bytes[index + width - 1] == UInt8(ascii: "\n")
      if usual == nil, isLine { usual = Array(bytes[index..<(index + width)]) }
      lines.append(start..<index)
      index += width
      start = index
    }
    lines.append(start..<bytes.count)
    self.lines = lines
    lineBreak = usual ?? [UInt8(ascii: "\n")]
  }

  // MARK: Changes

  /// `node` written anew as `value`; a comment behind it stays.
  func replacing(_ node: YAMLNode, with value: YAMLText.Value) throws(YAMLError) -> [UInt8] {
    guard let written = Self.scalar(value), node.text != nil else {
      throw byHand("\(node.kind) stands here", line: node.lines.lowerBound)
    }
    return replacing(try range(of: node), with: Array(written.utf8))
  }

  /// A new pair behind the last one of `mapping`, or as the first of a mapping that is still empty.
  func inserting(
    _ entry: YAMLText.Entry,
    into mapping: YAMLNode?,
    of holder: YAMLNode.Pair?
  ) throws(YAMLError) -> [UInt8] {
    if let pairs = mapping?.pairs, let first = pairs.first, let last = pairs.last {
      guard standsAlone(first.key), standsAlone(last.key) else {
        throw byHand("written between braces", line: first.key.lines.lowerBound)
      }
      return inserting(entry, after: end(of: last), indent: first.key.column, step: step(below: pairs))
    }
    guard mapping == nil || mapping?.isNull == true || mapping?.pairs != nil else {
      throw byHand("\(mapping?.kind ?? "text") stands here", line: mapping?.lines.lowerBound ?? 0)
    }
    guard let holder, let mapping else {
      return inserting(entry, after: lines.count - 1, indent: 0, step: 2)
    }
    guard standsAlone(holder.key) else {
      throw byHand("written between braces", line: holder.key.lines.lowerBound)
    }
    var braces = try range(of: mapping)
    if braces.isEmpty {
      return inserting(
        entry,
        after: holder.key.lines.upperBound,
        indent: holder.key.column + indentation,
        step: indentation
      )
    }
    if braces.lowerBound > 0, bytes[braces.lowerBound - 1] == UInt8(ascii: " ") {
      braces = (braces.lowerBound - 1)..<braces.upperBound
    }
    return YAMLLines(replacing(braces, with: [])).inserting(
      entry,
      after: holder.key.lines.upperBound,
      indent: holder.key.column + indentation,
      step: indentation
    )
  }

  /// All lines of `pair` taken away; a mapping that loses its last pair is written `{}`.
  func removing(_ pair: YAMLNode.Pair, emptying holder: YAMLNode.Pair?) throws(YAMLError) -> [UInt8] {
    guard standsAlone(pair.key) else {
      throw byHand("written between braces", line: pair.key.lines.lowerBound)
    }
    let last = end(of: pair)
    let until = last + 1 < lines.count ? lines[last + 1].lowerBound : bytes.count
    var changed = replacing(lines[pair.key.lines.lowerBound].lowerBound..<until, with: [])
    guard let holder else { return changed }
    var colon = try range(of: holder.key).upperBound
    while colon < changed.count, changed[colon] != UInt8(ascii: ":") { colon += 1 }
    changed.insert(contentsOf: Array(" {}".utf8), at: min(colon + 1, changed.count))
    return changed
  }

  private func inserting(_ entry: YAMLText.Entry, after line: Int, indent: Int, step: Int) -> [UInt8] {
    let written = Self.lines(of: entry, indent: indent, step: step)
      .flatMap { Array($0.utf8) + lineBreak }
    if line + 1 < lines.count {
      let place = lines[line + 1].lowerBound
      return replacing(place..<place, with: written)
    }
    let joint = lines[lines.count - 1].isEmpty ? [] : lineBreak
    return bytes + joint + written
  }

  private func replacing(_ range: Range<Int>, with written: [UInt8]) -> [UInt8] {
    var changed = Array(bytes[..<range.lowerBound])
    // A value needs a space behind its colon.
    if !written.isEmpty, changed.last == UInt8(ascii: ":") { changed.append(UInt8(ascii: " ")) }
    changed += written
    changed += bytes[range.upperBound...]
    return changed
  }

  // MARK: Places

  private func range(of node: YAMLNode) throws(YAMLError) -> Range<Int> {
    var last = node.lines.upperBound
    while last > node.lines.lowerBound, last >= lines.count || isBlank(last) { last -= 1 }
    guard last < lines.count, let start = offset(node.lines.lowerBound, node.column) else {
      throw byHand("not found again", line: node.lines.lowerBound)
    }
    let end = node.endColumn.flatMap { offset(last, $0) } ?? lines[last].upperBound
    guard start <= end else { throw byHand("not found again", line: node.lines.lowerBound) }
    return start..<end
  }

  /// The byte of a column, which libyaml counts in characters.
  private func offset(_ line: Int, _ column: Int) -> Int? {
    guard lines.indices.contains(line) else { return nil }
    var index = lines[line].lowerBound
    for _ in 0..<column {
      guard index < lines[line].upperBound else { return nil }
      index += 1
      while index < lines[line].upperBound, bytes[index] & 0xC0 == 0x80 { index += 1 }
    }
    return index
  }

  /// Whether nothing but spaces comes before it on its line.
  private func standsAlone(_ key: YAMLNode) -> Bool {
    indent(key.lines.lowerBound) == key.column
  }

  /// The last line of a pair: its value's last that is not blank, or the last comment indented below its key.
  private func end(of pair: YAMLNode.Pair) -> Int {
    var last = min(pair.value.lines.upperBound, lines.count - 1)
    while last > pair.key.lines.upperBound, isBlank(last) { last -= 1 }
    var next = last + 1
    while next < lines.count {
      if isBlank(next) {
        next += 1
      } else if isComment(next), indent(next) > pair.key.column {
        last = next
        next += 1
      } else {
        break
      }
    }
    return last
  }

  private func indent(_ line: Int) -> Int { bytes[lines[line]].prefix { $0 == UInt8(ascii: " ") }.count }

  private func isBlank(_ line: Int) -> Bool {
    bytes[lines[line]].allSatisfy { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
  }

  private func isComment(_ line: Int) -> Bool {
    bytes[lines[line]].first { $0 != UInt8(ascii: " ") } == UInt8(ascii: "#")
  }

  /// How far this text indents: the first indent that is seen, or two.
  private var indentation: Int {
    lines.indices.lazy.filter { !isBlank($0) && !isComment($0) }.map(indent).first { $0 > 0 } ?? 2
  }

  private func step(below pairs: [YAMLNode.Pair]) -> Int {
    for pair in pairs {
      if let inner = pair.value.pairs?.first?.key, inner.column > pair.key.column, standsAlone(inner) {
        return inner.column - pair.key.column
      }
    }
    return indentation
  }

  private static func lineBreakWidth(_ bytes: [UInt8], at index: Int) -> Int {
    switch bytes[index] {
    case 0x0A: 1
    case 0x0D: index + 1 < bytes.count && bytes[index + 1] == 0x0A ? 2 : 1
    case 0xC2: index + 1 < bytes.count && bytes[index + 1] == 0x85 ? 2 : 0
    case 0xE2:
      index + 2 < bytes.count && bytes[index + 1] == 0x80 && [0xA8, 0xA9].contains(bytes[index + 2]) ? 3 : 0
    default: 0
    }
  }

  // MARK: Writing

  private static func scalar(_ value: YAMLText.Value) -> String? {
    switch value {
    case .text(let text): YAML.scalar(text)
    case .bool(let bool): bool ? "true" : "false"
    case .mapping: nil
    }
  }

  private static func lines(of entry: YAMLText.Entry, indent: Int, step: Int) -> [String] {
    let key = String(repeating: " ", count: indent) + YAML.scalar(entry.key) + ":"
    guard case .mapping(let entries) = entry.value else {
      return [key + " " + (scalar(entry.value) ?? "")]
    }
    if entries.isEmpty { return [key + " {}"] }
    return [key] + entries.flatMap { lines(of: $0, indent: indent + step, step: step) }
  }

  private func byHand(_ problem: String, line: Int) -> YAMLError {
    YAMLError(problem: "\(problem), which is not changed by program; change it by hand", line: line + 1)
  }
}
