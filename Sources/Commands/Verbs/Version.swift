import Plumbing

/// What `qmd --version` says.
enum Version {
  static let number = "0.1.0"
  static var text: String { "qmd \(number)" + (Launch.commit.isEmpty ? "" : " (\(Launch.commit))") }
}

extension Verb {
  static let version = Verb(
    "version",
    .about,
    "Show the version.",
    examples: [Example("qmd version", "prints the version")]
  ) { call in
    _ = try call.words(atLeast: 0, atMost: 0)
    call.output.line(Version.text)
    return 0
  }
}
