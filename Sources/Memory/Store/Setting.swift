/// What an index remembers of itself, by key.
public enum Setting {
  /// The text of the configuration that was last followed.
  public static let lastGoodConfig = "config"
  /// Names this index in the ledger, whatever its path.
  public static let identifier = "id"
}
