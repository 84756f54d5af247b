import Plumbing

/// New queries at the end of a `recall.json`, whose own bytes stay as they are.
public struct RecallMerge: Sendable {
  /// The file with the new queries.
  public let bytes: [UInt8]
  public let added: Int
  /// Queries that were there already.
  public let known: Int
  /// Entries that were left out, each with a sentence.
  public let refused: [String]

  public enum Failure: Error, Equatable, CustomStringConvertible {
    /// The file that would be added to is not readable as a contract.
    case brokenContract(String)
    /// The file that would be taken in is not.
    case brokenSource(String)

    public var description: String {
      switch self {
      case .brokenContract(let sentence): "\(sentence); nothing was changed"
      case .brokenSource(let sentence): sentence
      }
    }
  }

  /// Adds the queries of `source` to `contract`.
  ///
  /// An entry is taken whole, with keys that say nothing here. Entries without a query, and those that want the opposite
  /// of what is written down for the same words, are left out and named.
  ///
  /// - Parameters:
  ///   - source: A trigger set, of whatever origin.
  ///   - contract: The skill's `recall.json`; nil when it has none.
  ///   - names: How both files are called in sentences.
  /// - Throws: `Failure`, when either is not a list of queries.
  public init(
    of source: [UInt8],
    into contract: [UInt8]?,
    names: (source: String, contract: String)
  ) throws(Failure) {
    guard source.count <= RecallFile.limit else {
      throw .brokenSource("\(names.source) is larger than \(RecallFile.limit >> 20) MB — split it")
    }
    guard let sourceRoot = try? JSON(parsing: source) else {
      throw .brokenSource("\(names.source) is not a JSON text")
    }
    guard let rows = RecallFile.rows(of: sourceRoot) else {
      throw .brokenSource(
        "\(names.source) is not a list of queries: [{\"query\": \"…\", \"should_trigger\": true}, …]"
      )
    }
    var wanted: [String: Bool] = [:]
    var present = 0
    if let contract {
      guard let entries = (try? JSON(parsing: contract)).flatMap(RecallFile.rows) else {
        throw .brokenContract(
          "\(names.contract) is not a list of queries in JSON — `qmd contract check` says more"
        )
      }
      present = entries.count
      for row in entries {
        guard let text = row["query"]?.text, let shouldTrigger = row["should_trigger"]?.truth else {
          continue
        }
        wanted[Contract.Query.key(of: text)] = shouldTrigger
      }
    }

    var new: [JSON] = []
    var refused: [String] = []
    var known = 0
    for (index, row) in rows.enumerated() {
      let entry = "\(names.source), entry \(index + 1)"
      guard let text = row["query"]?.text, !text.allSatisfy(\.isWhitespace) else {
        refused.append("\(entry), has no \"query\"")
        continue
      }
      guard let shouldTrigger = row["should_trigger"]?.truth else {
        refused.append("\(entry), does not say \"should_trigger\": true or false")
        continue
      }
      let key = Contract.Query.key(of: text)
      if let before = wanted[key] {
        if before == shouldTrigger {
          known += 1
        } else {
          refused.append(
            "\(entry), \"\(text.prefix(60))\", \(shouldTrigger ? "should" : "should not") trigger, and an entry before it says the opposite"
          )
        }
        continue
      }
      wanted[key] = shouldTrigger
      new.append(row)
    }
    added = new.count
    self.known = known
    self.refused = refused
    bytes = Self.append(new, to: contract)
    // Keys that are there twice or spelled with escapes can hide the list; then a person must add.
    guard let result = (try? JSON(parsing: bytes)).flatMap(RecallFile.rows),
      result.count == present + new.count
    else {
      throw .brokenContract(
        "\(names.contract) keeps its list where nothing can be added without rewriting the file"
      )
    }
  }

  /// A file of these entries, one a line.
  static func file(of entries: [JSON]) -> [UInt8] {
    var bytes = Array("[".utf8)
    for (index, entry) in entries.enumerated() {
      bytes += (index == 0 ? "\n  " : ",\n  ").utf8
      bytes += line(entry)
    }
    return bytes + "\n]\n".utf8
  }

  /// An entry in one line, with a space after colons and commas as people write it.
  private static func line(_ entry: JSON) -> [UInt8] {
    guard case .object(let members) = entry else { return entry.bytes(indented: false) }
    var bytes = Array("{".utf8)
    for (index, member) in members.enumerated() {
      if index > 0 { bytes += ", ".utf8 }
      bytes +=
        JSON.string(member.key).bytes(indented: false) + ": ".utf8 + member.value.bytes(indented: false)
    }
    return bytes + "}".utf8
  }

  /// Puts entries before the bracket that closes the list; what is there stays byte for byte.
  private static func append(_ entries: [JSON], to contract: [UInt8]?) -> [UInt8] {
    guard let contract else { return file(of: entries) }
    guard !entries.isEmpty, let list = EntryList(in: contract) else { return contract }
    var added: [UInt8] = []
    for (index, entry) in entries.enumerated() {
      if index > 0 || !list.isEmpty { added.append(UInt8(ascii: ",")) }
      added += "\n  ".utf8
      added += line(entry)
    }
    // What stood between the last entry and the bracket: a line end, usually.
    let tail = contract[list.lastEnd...]
    let closes = tail.first.map { $0 == UInt8(ascii: "]") } ?? false
    return contract[..<list.lastEnd] + added + (closes ? Array("\n".utf8) : []) + tail
  }
}

/// Where the entries of a contract stand in its bytes, which are JSON and hold a list.
private struct EntryList {
  /// After the last entry, or after the opening bracket.
  private(set) var lastEnd = 0
  private(set) var isEmpty = true

  /// Finds the list: the text itself, or the last value of one of its keys `queries` or `evals`.
  init?(in bytes: [UInt8]) {
    var depth = 0
    var key: String?
    var lastText = ""
    var isList: [Bool] = []
    var found: (start: Int, depth: Int)?
    var ends: [String: (Int, Bool)] = [:]
    var end = 0
    var index = 0
    var hasEntry = false
    while index < bytes.count {
      let byte = bytes[index]
      switch byte {
      case UInt8(ascii: "\""):
        let start = index
        index += 1
        while index < bytes.count, bytes[index] != UInt8(ascii: "\"") {
          index += bytes[index] == UInt8(ascii: "\\") ? 2 : 1
        }
        if depth == 1 {
          lastText = String(decoding: bytes[(start + 1)..<min(index, bytes.count)], as: UTF8.self)
        }
        if found?.depth == depth { (end, hasEntry) = (index + 1, true) }
      case UInt8(ascii: ":") where depth == 1: key = lastText
      case UInt8(ascii: "["), UInt8(ascii: "{"):
        depth += 1
        isList.append(byte == UInt8(ascii: "["))
        let isRoot = depth == 1 && byte == UInt8(ascii: "[")
        let isMember = depth == 2 && byte == UInt8(ascii: "[") && isList[0] == false
        if found == nil, isRoot || (isMember && (key == "queries" || key == "evals")) {
          found = (index, depth)
          (end, hasEntry) = (index + 1, false)
        }
      case UInt8(ascii: "]"), UInt8(ascii: "}"):
        if let open = found, open.depth == depth {
          ends[open.depth == 1 ? "" : key ?? ""] = (end, hasEntry)
          found = nil
        }
        depth -= 1
        isList.removeLast()
        if found?.depth == depth { (end, hasEntry) = (index + 1, true) }
      case UInt8(ascii: ","), 0x20, 0x09, 0x0A, 0x0D: break
      default:
        if found?.depth == depth { (end, hasEntry) = (index + 1, true) }
      }
      index += 1
    }
    guard let place = ends[""] ?? ends["queries"] ?? ends["evals"] else { return nil }
    lastEnd = place.0
    isEmpty = !place.1
  }
}
