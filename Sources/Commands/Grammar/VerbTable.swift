import Plumbing

extension Verb {
  /// Every verb there is, in the order of the help screen.
  static let table: [Verb] = [
    .search, .query, .vsearch, .get, .multiGet, .ls,
    .collection, .context, .`init`, .trust, .forget,
    .skills, .skill, .contract, .audit, .teach, .proposals,
    .mcp, .hook, .lookups,
    .update, .watch, .service, .status, .doctor, .cleanup, .embed, .bench, .pull, .providers,
    .help, .completions, .version,
  ]
}

enum VerbTable {
  /// The verb that a command line without one means by its flags; nil for the help screen.
  static func verb(meantBy flags: [Flag]) -> Verb? {
    flags.contains(.version) ? .version : flags.contains(.skill) ? .skillShow : nil
  }
}
