import Plumbing

/// A file of ours that an agent runs: it starts the program, and is known by its first line.
enum AgentExtension {
  private static let mark = "// qmd hook: "
  private static let line = "const QMD = "

  /// The text with the program that it starts.
  static func text(_ resource: [UInt8], program: String) -> String {
    let text = String(decoding: resource, as: UTF8.self)
    let constant = String(decoding: JSON.string(program).bytes(), as: UTF8.self)
    return text.split(separator: "\n", omittingEmptySubsequences: false)
      .map { $0.hasPrefix(line) ? "\(line)\(constant);" : String($0) }.joined(separator: "\n")
  }

  /// The program that a file of ours starts; nil for a file of somebody else's.
  static func program(in bytes: [UInt8]) -> String? {
    let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n")
    guard lines.first?.hasPrefix(mark) == true else { return nil }
    guard let found = lines.first(where: { $0.hasPrefix(line) }) else { return "" }
    return (try? JSON(parsing: Array(found.dropFirst(line.count).utf8.filter { $0 != UInt8(ascii: ";") })))?
      .text ?? ""
  }

  /// `qmd` where that is this program, and else its path: an agent's PATH may be another.
  static func program(_ call: Invocation) -> String {
    let own = Subprocess.ourselves
    return find("qmd", call).flatMap(Files.realPath) == own ? "qmd" : own.text
  }

  /// The file that a command's first word starts.
  static func find(_ program: String, _ call: Invocation) -> FilePath? {
    if program.contains("/") {
      let path = FilePath(program)
      return Files.isExecutable(path) ? path : nil
    }
    return (call.environment["PATH"] ?? "").split(separator: ":").lazy
      .map { FilePath(String($0)).appending(program) }.first(where: Files.isExecutable)
  }

  /// The first word of a command, without the quotes of a shell.
  static func program(ofCommand command: String) -> String {
    if command.hasPrefix("'"), let end = command.dropFirst().firstIndex(of: "'") {
      return String(command[command.index(after: command.startIndex)..<end])
    }
    return String(command.prefix { $0 != " " })
  }
}
