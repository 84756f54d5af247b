/// Places in a drawing that is as wide as the page: in percent, so that letters and lines keep their size on
/// a phone.
enum Plot {
  /// A share from 0 to 1 as a length.
  static func percent(_ share: Double) -> String { number(share * 100) + "%" }

  /// A number with at most two places.
  static func number(_ value: Double) -> String {
    var text = Wording.decimals(value, 2)
    while text.hasSuffix("0") { text.removeLast() }
    if text.hasSuffix(".") { text.removeLast() }
    return text
  }
}
