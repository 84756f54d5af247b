extension Verb {
  static let hookInstall = Verb("hook install", .skills, "x") { _ in 0 }
  static let hookRemove = Verb("hook remove", .skills, "x") { _ in 0 }
  static let hookStatus = Verb("hook status", .skills, "x") { _ in 0 }
}
