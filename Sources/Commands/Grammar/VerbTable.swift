import Plumbing

extension Verb {
  /// Every verb there is, in the order of the help screen.
  static let table: [Verb] = [
    .search, .query, .vsearch, .get, .multiGet, .ls,
    .collection, .context, .`init`, .trust, .forget,
    .update, .watch, .service, .status, .doctor, .cleanup, .embed, .pull, .providers,
    .help, .completions, .version,
  ]
}

enum VerbTable {
  /// What a command line without a verb gets: the version or the help screen where a flag asks for it, else the help
  /// screen and status 1.
  static func withoutVerb(_ flags: [Flag]) -> Int32 {
    let output = Output(isStyled: false)
    defer { output.flush() }
    if flags.contains(.version) {
      output.line(Version.text)
      return 0
    }
    HelpScreen.printAll(to: output)
    return flags.contains(.help) ? 0 : 1
  }
}
