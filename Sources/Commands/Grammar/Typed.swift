/// A command line as it was typed: a verb, its flags, its words; what they mean is the verb's affair.
struct Typed: Sendable {
  let verb: Verb
  private(set) var flags: [(flag: Flag, spelling: String, value: String)] = []
  /// What is neither flag nor verb, in order.
  var words: [String] = []

  init(_ verb: Verb) { self.verb = verb }

  mutating func add(_ flag: Flag, spelling: String, value: String = "") {
    flags.append((flag, spelling, value))
  }

  func has(_ flag: Flag) -> Bool { flags.contains { $0.flag == flag } }

  /// The value that was given last.
  func value(_ flag: Flag) -> String? { flags.last { $0.flag == flag }?.value }

  func values(_ flag: Flag) -> [String] { flags.filter { $0.flag == flag }.map(\.value) }

  /// A whole number of at least 1; nil when the flag is absent.
  func count(_ flag: Flag) throws(UsageError) -> Int? {
    try number(flag, from: 1, "a whole number of at least 1")
  }

  /// The same, where 0 means "as usual" to callers of other versions, who may go on saying so.
  func countOrUsual(_ flag: Flag) throws(UsageError) -> Int? {
    let number = try number(flag, from: 0, "a whole number")
    return number == 0 ? nil : number
  }

  /// A whole number of at least `least`; nil when the flag is absent.
  func number(_ flag: Flag, from least: Int, _ expected: String) throws(UsageError) -> Int? {
    guard let typed = flags.last(where: { $0.flag == flag }) else { return nil }
    guard let number = Int(typed.value), number >= least else {
      throw UsageError.notANumber(flag: typed.spelling, value: typed.value, expected: expected)
    }
    return number
  }

  /// An amount of money, 0 or more.
  func dollars(_ flag: Flag) throws(UsageError) -> Double? {
    guard let typed = flags.last(where: { $0.flag == flag }) else { return nil }
    guard let number = Double(typed.value), number >= 0, number.isFinite else {
      throw UsageError.notANumber(
        flag: typed.spelling,
        value: typed.value,
        expected: "an amount in US dollars"
      )
    }
    return number
  }

  /// A number from 0 to 1.
  func share(_ flag: Flag) throws(UsageError) -> Double? {
    guard let typed = flags.last(where: { $0.flag == flag }) else { return nil }
    guard let number = Double(typed.value), (0...1).contains(number) else {
      throw UsageError.notANumber(flag: typed.spelling, value: typed.value, expected: "a number from 0 to 1")
    }
    return number
  }
}
