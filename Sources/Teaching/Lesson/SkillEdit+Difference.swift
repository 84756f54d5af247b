import Memory
import Plumbing

extension SkillEdit {
  /// The bounded edits that make one text of another; nil where anything else differs, too.
  init?(_ address: String, from before: [UInt8], to after: [UInt8]) {
    let place = FilePath("SKILL.md")
    guard let old = try? Document.read(before, path: place), let new = try? Document.read(after, path: place)
    else { return nil }
    self.init(address)
    if new.description != old.description { description = new.description }
    keywords = new.keywords.filter { !old.keywords.contains($0) }
    if let section = new.whenToUse, section != old.whenToUse { whenToUse = section }
    guard let applied = try? applied(to: before), applied == after else { return nil }
  }

  /// What of this edit the user has rewritten since, as a clause; nil where it only adds to what is there.
  func conflict(before: [UInt8], with live: [UInt8]) -> String? {
    let place = FilePath("SKILL.md")
    guard let old = try? Document.read(before, path: place), let now = try? Document.read(live, path: place)
    else { return "it cannot be read" }
    if description != nil, now.description != old.description { return "its description is another" }
    if whenToUse != nil, now.whenToUse != old.whenToUse { return "its section \"When to use\" is another" }
    return nil
  }
}

extension Document {
  /// The lines of the section "When to use", without blank ones at its ends; nil where there is none.
  fileprivate var whenToUse: [String]? {
    guard let own = headings.firstIndex(where: { $0.level == 2 && $0.text.lowercased() == "when to use" })
    else { return nil }
    let end = headings[(own + 1)...].first { $0.level <= 2 }?.offset ?? text.count
    var lines = text[headings[own].offset..<end].split(separator: 0x0A, omittingEmptySubsequences: false)
      .dropFirst().map { String(decoding: $0.last == 0x0D ? $0.dropLast() : $0, as: UTF8.self) }
    let isBlank = { (line: String) in line.allSatisfy(\.isWhitespace) }
    while let first = lines.first, isBlank(first) { lines.removeFirst() }
    while let last = lines.last, isBlank(last) { lines.removeLast() }
    return lines
  }
}
