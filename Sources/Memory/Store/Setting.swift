/// What an index remembers of itself, by key.
public enum Setting {
  /// The text of the configuration that was last followed.
  public static let lastGoodConfig = "config"
  /// Names this index in the ledger, whatever its path.
  public static let identifier = "id"
  /// The vector space that answers questions.
  static let answeringSpace = "vectors.space"
  /// A word drawn anew whenever vectors were taken away on purpose: a sidecar of another era is none of this index.
  static let vectorEra = "vectors.era"
  /// What the file system says of the sidecar that was last written and checked.
  static let sidecar = "vectors.sidecar"
}
