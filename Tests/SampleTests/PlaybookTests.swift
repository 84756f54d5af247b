import FoundationEssentials
import Plumbing
import Testing

/// What keeps the playbooks worth reading, as far as a machine can tell.
struct PlaybookTests {
  static let sample = Sample.library

  @Test func `every file can be read`() {
    #expect(Self.sample.problems == [])
    #expect(Self.sample.readme != nil)
  }

  @Test func `there are about eighty playbooks in the folders that the README names`() {
    #expect((75...90).contains(Self.sample.playbooks.count))
    let named = Self.sample.readme?.text.matches(of: /(?m)^\| `([a-z]+)` \|/).map { String($0.1) }
    #expect(Set(named ?? []) == Set(Self.sample.files.map { String($0.folder) }))
  }

  /// Shorter is a note, longer is read by nobody; 40 to 150 is what the README's kind of page comes to.
  @Test(arguments: sample.playbooks)
  func `a playbook has 40 to 150 lines`(file: Sample.File) {
    #expect((40...150).contains(file.lineCount))
  }

  @Test(arguments: sample.filesAndReadme)
  func `every link leads to a file of the library`(file: Sample.File) {
    for link in file.text.matches(of: /\]\(([^)\s]+)\)/) {
      let target = file.target(of: link.1)
      #expect(!target.hasPrefix("/"), "\(link.1) leaves the library")
      #expect(Sample.exists(target), "\(link.1) leads nowhere")
    }
  }

  /// 40 letters and spaces: below that stand greetings, signatures and headings, which people do repeat.
  @Test func `no two files share a paragraph`() {
    var seen: [String: String] = [:]
    for file in Self.sample.filesAndReadme {
      for paragraph in file.text.split(separator: /\n\s*\n/) {
        let words = Self.words(of: paragraph).joined(separator: " ")
        guard words.count >= 40 else { continue }
        if let other = seen.updateValue(file.path, forKey: words), other != file.path {
          Issue.record("\(file.path) and \(other) share “\(words.prefix(60))…”")
        }
      }
    }
  }

  /// Fifteen words in a row are no chance.
  ///
  /// A skill may quote its own playbook, word for word.
  @Test func `no file repeats fifteen words of another`() {
    var seen: [Int: String] = [:]
    var reported: Set<Set<String>> = []
    let source = Dictionary(uniqueKeysWithValues: Self.sample.skills.map { ($0.file.path, $0.playbook) })
    for file in Self.sample.files {
      let words = Self.words(of: file.text.replacing(/\]\([^)]*\)/, with: "")[...])
      guard words.count >= 15 else { continue }
      for start in 0...(words.count - 15) {
        let run = words[start..<(start + 15)]
        let other = seen.updateValue(file.path, forKey: run.hashValue) ?? file.path
        guard other != file.path, source[file.path] != other, source[other] != file.path,
          reported.insert([file.path, other]).inserted
        else { continue }
        Issue.record("\(file.path) and \(other) share “\(run.joined(separator: " "))”")
      }
    }
  }

  @Test(arguments: sample.filesAndReadme)
  func `a weekday stands beside the date that has it`(file: Sample.File) throws {
    let days = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"]
    let months = [
      "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
    ]
    var calendar = Calendar(identifier: .gregorian)
    calendar.timeZone = .gmt
    let pairs = file.text.matches(
      of: /\b(Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*,? (\d{1,2}) ([A-Z][a-z]{2})[a-z]* (20\d\d)\b/
    )
    for pair in pairs {
      guard let month = months.firstIndex(of: pair.3.lowercased()) else { continue }
      let date = DateComponents(year: Int(pair.4), month: month + 1, day: Int(pair.2))
      let weekday = calendar.component(.weekday, from: try #require(calendar.date(from: date)))
      #expect(days[weekday - 1] == pair.1.lowercased(), "\(pair.0)")
    }
  }

  @Test(arguments: sample.files)
  func `addresses are those that nobody can own`(file: Sample.File) {
    #expect(!file.text.contains("http"))
    for address in file.text.matches(of: /@((?:[a-z0-9-]+\.)+[a-z]+)/) {
      #expect(address.1.hasSuffix(".example"), "\(address.0)")
    }
  }

  @Test func `a superseded playbook says so and names the one in force`() {
    let superseded = Self.sample.playbooks.filter { Self.beginning($0).lowercased().contains("superseded") }
    #expect(Set(superseded.map(\.path)) == Self.sample.declared["superseded"])
    for file in superseded {
      let links = Self.beginning(file).matches(of: /\]\(([^)\s]+)\)/).map { file.target(of: $0.1) }
      #expect(links.contains { Self.sample.file($0) != nil }, "\(file.path) names no successor")
    }
  }

  @Test func `a playbook that is to be read whole says that it has no skill`() {
    let refusing = Self.sample.playbooks.filter { $0.text.contains("There is no skill for this page") }
    #expect(Set(refusing.map(\.path)) == Self.sample.declared["no skill"])
    #expect(!refusing.isEmpty)
    for file in refusing { #expect(!Self.sample.skills.contains { $0.playbook == file.path }) }
  }

  private static func beginning(_ file: Sample.File) -> Substring { file.text.prefix(400) }

  static func words(of text: Substring) -> [Substring] {
    text.lowercased()[...].split { !$0.isLetter && !$0.isNumber }
  }
}
