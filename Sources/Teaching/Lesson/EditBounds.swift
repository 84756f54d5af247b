import Memory
import Plumbing

/// What an edit may not do, whoever made it and however.
///
/// Looks at the two texts only, so that it holds for any teacher: a model's answer may carry what it read in a hostile
/// text.
struct EditBounds: Sendable {
  /// Why an edit is out of bounds.
  struct Violation: Equatable, Sendable {
    let rejection: Rejection
    let sentence: String

    init(_ rejection: Rejection, _ sentence: String) {
      self.rejection = rejection
      self.sentence = sentence
    }
  }

  /// Characters of a description by the specification, and of all keywords together by ours.
  static let longestDescription = 1_024, longestKeywords = 1_024
  static let mostKeywords = 50
  /// How much shorter or longer the body may become.
  static let bodyRatio = 0.5...2.0

  /// The first thing that is wrong with `after` as an edit of `before`; nil where nothing is.
  static func violation(_ before: [UInt8], _ after: [UInt8], at path: FilePath) -> Violation? {
    guard before != after else { return Violation(.unchanged, Rejection.unchanged.sentence) }
    guard String(validating: after, as: UTF8.self) != nil, let old = try? Document.read(before, path: path),
      let new = try? Document.read(after, path: path)
    else { return Violation(.brokenSpecification, "the text cannot be read") }
    return specification(old, new) ?? frontMatter(old, new) ?? body(old, new) ?? content(before, after)
  }

  // MARK: The specification

  private static func specification(_ old: Document, _ new: Document) -> Violation? {
    func broken(_ sentence: String) -> Violation { Violation(.brokenSpecification, sentence) }
    if new.problem != nil, old.problem == nil { return broken("the front matter is no valid YAML any more") }
    if new.name != old.name { return Violation(.outOfBounds, "the name is another") }
    if new.description != old.description {
      guard let description = new.description, isText(new, ["description"]) else {
        return broken("the description is gone, or no text")
      }
      if description.unicodeScalars.count > longestDescription {
        return broken("the description is longer than \(longestDescription) characters")
      }
      if description.contains(where: { $0 == "<" || $0 == ">" }) {
        return broken("the description has < or >")
      }
    }
    if new.keywords != old.keywords {
      guard Set(old.keywords).isSubset(of: new.keywords) else {
        return Violation(.outOfBounds, "a keyword is gone")
      }
      guard isText(new, ["metadata", "keywords"]) else { return broken("the keywords are no text") }
      if new.keywords.count > mostKeywords || new.keywords.joined().unicodeScalars.count > longestKeywords {
        return broken(
          "there are more than \(mostKeywords) keywords, or \(longestKeywords) characters of them"
        )
      }
    }
    return nil
  }

  /// Whether one text stands at a place of the front matter.
  private static func isText(_ document: Document, _ path: [String]) -> Bool {
    guard let place = document.frontMatter?.inside,
      let root = (try? YAML.parse(Array(document.text[place]))) ?? nil
    else { return false }
    return path.reduce(root) { $0?[$1] }?.text != nil
  }

  // MARK: The front matter

  /// Everything but description and keywords must be there byte for byte.
  private static func frontMatter(_ old: Document, _ new: Document) -> Violation? {
    guard let one = otherLines(old), let other = otherLines(new) else {
      return Violation(.outOfBounds, "the front matter cannot be followed line by line")
    }
    guard one == other else { return Violation(.outOfBounds, "the front matter has other fields") }
    return nil
  }

  /// The lines of the front matter that no edit may touch.
  private static func otherLines(_ document: Document) -> [ArraySlice<UInt8>]? {
    guard let place = document.frontMatter?.inside,
      let root = (try? YAML.parse(Array(document.text[place]))) ?? nil
    else { return nil }
    let lines = document.text[place].split(separator: 0x0A, omittingEmptySubsequences: false)
    var free: Set<Int> = []
    func give(_ pair: YAMLNode.Pair?) {
      guard let pair else { return }
      // A folded text's node ends where the next key begins.
      var last = min(pair.value.lines.upperBound, lines.count - 1)
      while last > pair.key.lines.lowerBound, isBlank(lines[last]) { last -= 1 }
      free.formUnion(pair.key.lines.lowerBound...max(pair.key.lines.lowerBound, last))
    }
    give(root.pair("description"))
    let metadata = root.pair("metadata")
    if let pairs = metadata?.value.pairs, pairs.count == 1, pairs[0].key.text == "keywords" { give(metadata) }
    if metadata?.value.isNull ?? false { give(metadata) }
    give(metadata?.value.pair("keywords"))
    return lines.indices.filter { !free.contains($0) && !isBlank(lines[$0]) }.map { lines[$0] }
  }

  private static func isBlank(_ line: ArraySlice<UInt8>) -> Bool { line.allSatisfy { $0 <= 0x20 } }

  // MARK: The body

  /// The body may change in its section "When to use" alone.
  private static func body(_ old: Document, _ new: Document) -> Violation? {
    if old.body.elementsEqual(new.body) { return nil }
    let ratio = Double(new.body.count) / Double(max(1, old.body.count))
    guard bodyRatio.contains(ratio) else {
      return Violation(
        .outOfBounds,
        "the body is \(ratio < 1 ? "less than half" : "more than twice") as long"
      )
    }
    guard rest(of: old) == rest(of: new) else {
      return Violation(.outOfBounds, "the body has other steps")
    }
    return nil
  }

  /// The lines of the body outside of "When to use", blank ones left out.
  private static func rest(of document: Document) -> [ArraySlice<UInt8>] {
    let headings = document.headings
    let own = headings.firstIndex { $0.level == 2 && $0.text.lowercased() == "when to use" }
    let end =
      own.flatMap { own in headings[(own + 1)...].first { $0.level <= 2 }?.offset } ?? document.text.count
    let section = own.map { headings[$0].offset..<end } ?? end..<end
    let outside =
      document.text[document.bodyStart.offset..<max(document.bodyStart.offset, section.lowerBound)]
      + document.text[section.upperBound...]
    return outside.split(whereSeparator: { $0 == 0x0A || $0 == 0x0D }).filter { !isBlank($0) }.map {
      ArraySlice(Array($0))
    }
  }

  // MARK: What must not come in

  private static func content(_ before: [UInt8], _ after: [UInt8]) -> Violation? {
    if let intrusion = intrusion(before, after) { return intrusion }
    let (old, new) = (Marks(before), Marks(after))
    guard old.code.allSatisfy(new.code.contains) else { return Violation(.outOfBounds, "code is gone") }
    return nil
  }

  /// What `after` could lead an agent to and `before` could not.
  static func intrusion(_ before: [UInt8], _ after: [UInt8]) -> Violation? {
    if InvisibleText.all(in: after).count > InvisibleText.all(in: before).count {
      return Violation(.outOfBounds, "there are hidden characters that were not there")
    }
    if after.count(where: isControl) > before.count(where: isControl) {
      return Violation(.outOfBounds, "there are control characters that were not there")
    }
    let (old, new) = (Marks(before), Marks(after))
    if let link = new.links.subtracting(old.links).first {
      return Violation(.outOfBounds, "there is a link that was not there: \(link.prefix(60))")
    }
    if let command = new.commands.subtracting(old.commands).first {
      return Violation(.outOfBounds, "there is a command or a tool that was not there: \(command.prefix(60))")
    }
    return nil
  }

  private static func isControl(_ byte: UInt8) -> Bool {
    byte < 0x20 && byte != 0x0A && byte != 0x0D && byte != 0x09 || byte == 0x7F
  }
}

/// What of a text could make an agent go somewhere or do something.
private struct Marks {
  var links: Set<String> = []
  var commands: Set<String> = []
  /// Lines of fenced code and what stands between backticks.
  var code: Set<String> = []

  private static let programs: Set<String> = [
    "curl", "wget", "bash", "sh", "zsh", "sudo", "rm", "chmod", "chown", "eval", "exec", "nc", "ssh", "scp",
    "python",
    "python3", "perl", "ruby", "node", "npx", "npm", "pip", "pip3", "powershell", "osascript", "crontab",
    "base64", "dd",
  ]
  private static let tools: Set<String> = [
    "bash", "webfetch", "websearch", "notebookedit", "multiedit", "todowrite", "allowed-tools", "mcp",
  ]
  private static let orders = [
    "ignore previous", "ignore all previous", "ignore the above", "disregard", "system prompt", "you are now",
    "do not tell",
    "api key", "api_key", "password", "credentials", "exfiltrate", "<!--", "-->", "<script", "$(", "&&", "||",
    "../", "~/.",
    "| sh", "|sh",
  ]

  init(_ bytes: [UInt8]) {
    let text = String(decoding: bytes, as: UTF8.self).lowercased()
    let separators: Set<Character> = ["(", ")", "[", "]", "\"", "'", ",", "`", "|", ";", "\\"]
    for word in text.split(whereSeparator: {
      $0.isWhitespace || separators.contains($0) || $0 == "<" || $0 == ">"
    }) {
      let isLink =
        Self.has(word, "://") || word.hasPrefix("www.")
        || ["javascript:", "mailto:", "data:", "file:", "ftp:"].contains(where: word.hasPrefix)
        || Self.isDomain(word)
      if isLink { links.insert(String(word)) }
      let bare = word.drop { ".!?:".contains($0) }.reversed().drop { ".!?:".contains($0) }.reversed()
      let name = String(bare)
      if Self.programs.contains(name) || Self.tools.contains(name) || name.hasPrefix("mcp__") {
        commands.insert(name)
      }
    }
    for order in Self.orders where Self.has(text[...], order) { commands.insert(order) }
    var isFenced = false
    for line in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline) {
      let isFence =
        line.drop(while: \.isWhitespace).hasPrefix("```") || line.drop(while: \.isWhitespace).hasPrefix("~~~")
      if isFence { isFenced.toggle() }
      if isFence || isFenced {
        code.insert(String(line))
        commands.insert(String(line))
      } else {
        for (place, piece) in line.split(separator: "`", omittingEmptySubsequences: false).enumerated()
        where place % 2 == 1 {
          code.insert(String(piece))
          commands.insert("`\(piece)`")
        }
      }
    }
  }

  /// `example.com/x`: letters, a dot, letters of a usual ending.
  private static func isDomain(_ word: Substring) -> Bool {
    let host = word.prefix { $0 != "/" && $0 != ":" && $0 != "?" }
    let parts = host.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count >= 2, let last = parts.last else { return false }
    let endings: Set<String> = [
      "com", "org", "net", "io", "ai", "dev", "app", "co", "sh", "xyz", "info", "biz", "ru", "cn", "test",
      "example", "me", "us",
    ]
    return endings.contains(String(last)) && parts.dropLast().allSatisfy { !$0.isEmpty }
  }

  private static func has(_ text: Substring, _ part: String) -> Bool {
    let (haystack, needle) = (Array(text.utf8), Array(part.utf8))
    guard haystack.count >= needle.count else { return false }
    return (0...(haystack.count - needle.count)).contains { haystack[$0...].starts(with: needle) }
  }
}
