/// The shapes in which hits and documents are printed.
enum Format: String, CaseIterable, Sendable {
  case cli, json, csv, md, xml, files

  /// What `--format` or one of its short forms says.
  init(_ typed: Typed) {
    if let value = typed.value(.format).flatMap(Format.init(rawValue:)) {
      self = value
      return
    }
    let short: [(Flag, Format)] = [(.json, .json), (.csv, .csv), (.md, .md), (.xml, .xml), (.files, .files)]
    self = short.first { typed.has($0.0) }?.1 ?? .cli
  }
}
