/// Amounts of US dollars for people: cents, or what is left of one.
public enum Money {
  /// `1.25`, `0.0042`, `0`.
  public static func text(_ dollars: Double) -> String {
    guard dollars.isFinite, dollars > 0 else { return "0" }
    let places = dollars >= 0.1 ? 2 : 4
    let scale = places == 2 ? 100.0 : 10_000.0
    let units = Int((min(dollars, 1e12) * scale).rounded(.up))
    let rest = String(units % Int(scale) + Int(scale)).dropFirst()
    return "\(units / Int(scale)).\(rest)"
  }
}
