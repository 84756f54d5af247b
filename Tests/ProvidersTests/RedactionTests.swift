import Testing

@testable import Providers

/// What is taken for a key, and what is not.
struct RedactionTests {
  /// Made up; no service ever gave one out.
  ///
  /// In pieces, so that no scanner takes them for real.
  static let keys: [(shape: String, key: String)] = [
    ("Anthropic", "sk-ant-" + "api03-Zq8wX2vK4mN7pL1tR9yB3cF6hJ0dS5gA-aB3dE5fG7hJ9kL1mN3pQ5rS7tU9vW1xY3zA"),
    ("OpenAI", "sk-" + "proj-9fK2mX7qL4vB8nR1tY6wZ3cH5jD0gS-a_pQ2eU4iO6aS8dF0gH1jK3lZ5xC7vB9nM2qW4eR"),
    ("OpenAI, old", "sk-" + "Zq8wX2vK4mN7pL1tR9yB3cF6hJ0dS5gAaB3dE5fG7hJ9kL1m"),
    ("Google", "AIza" + "SyD3x9K2mX7qL4vB8nR1tY6wZ3cH5jD0gS_"),
    ("AWS", "AKIA" + "Z7Q2M9X4L8V1B5NR"),
    ("GitHub", "ghp_" + "9fK2mX7qL4vB8nR1tY6wZ3cH5jD0gSpQ2eU4"),
    ("GitHub, fine-grained", "github_pat_" + "11A9fK2mX7qL4vB8nR1tY6wZ_3cH5jD0gSpQ2eU4iO6aS8dF0gH1jK3"),
    ("GitLab", "glpat-" + "x9K2mX7qL4vB8nR1tY6w"),
    ("Slack", "xoxb-" + "2345678901-2345678901234-9fK2mX7qL4vB8nR1tY6wZ3cH"),
    ("Stripe", "sk_" + "live_9fK2mX7qL4vB8nR1tY6wZ3cH"),
    ("Hugging Face", "hf_" + "fKmXqLvBnRtYwZcHjDgSpQeUiOaSdFgHjK"),
    ("npm", "npm_" + "9fK2mX7qL4vB8nR1tY6wZ3cH5jD0gSpQ2eU4"),
    (
      "JWT",
      "eyJ" + "hbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9PlFUP0THsR8U"
    ),
    (
      "PEM",
      "-----BEGIN RSA " + "PRIVATE KEY-----\nMIIEowIBAAKCAQEA75\nz9K2mX7q==\n-----END RSA PRIVATE KEY-----"
    ),
  ]

  static let innocent = [
    "risk-management", "task-scheduling-for-beginners-2024", "desk-sk-1",
    "ask-me-anything-about-our-product-line",
    "sk-learn", "sk-learn-0-24-migration-notes-2021-final", "sk-ant-colony-optimisation-explained-in-2024",
    "sk-SK locale", "sk-estimators-and-pipelines-tutorial", "disk-usage-report-2024-01-31-with-all-details",
    "AIza", "AIzawa Hiroshi", "AIzaSy", "AKIA", "AKIAKIAKIA", "AKIRA", "ASIA", "ASIAPACIFICREGION",
    "ASIA-PACIFIC",
    "ghp_", "ghp_token", "ghp_your_token_goes_here_please_replace_it", "gho_st", "github_pat_",
    "github_pat_your_fine_grained_token_goes_in_here_please_now", "glpat-", "glpat-your-token-here-please",
    "glpat-xxxxxxxxxxxxxxxxxxxx", "xoxb-", "xoxb-your-bot-token-goes-here",
    "xoxo-with-love-from-your-grandmother",
    "sk_live_", "sk_live_your_key", "sk_test_mode", "rk_live_restricted", "whsec_signing_secret_of_yours",
    "hf_hub_download", "hf_transfer", "hf_", "npm_config_registry", "npm_lifecycle_event", "npm_",
    "npm_package_name_with_a_rather_long_name", "eyJ", "eyJhbGciOi", "eyJhbGciOiJIUzI1NiJ9",
    "eyJhbGciOiJIUzI1NiJ9.x.y",
    "-----BEGIN CERTIFICATE-----", "-----BEGIN PUBLIC KEY-----", "-----BEGIN PGP SIGNED MESSAGE-----",
    "----------",
    "password: correct horse battery staple", "password: see the vault of your team", "Password reset",
    "password=changeme", "password: <your-password>", "token: refreshed every hour",
    "tokenizer: all-MiniLM-L6-v2",
    "tokens=4096", "max_tokens: 8192", "token_budget=1234567890", "secret: ask Anna, extension 4711",
    "secret-santa-2024", "The secret of good bread", "api_key: $OPENAI_API_KEY", "api-key: ${KEY}",
    "API_KEY=os.environ['API_KEY']", "api_key = settings.api_key_for_production", "bearer of bad news",
    "Bearer <token>", "access_key: rotate-quarterly-per-policy-2024", "550e8400-e29b-41d4-a716-446655440000",
    "da39a3ee5e6b4b0d3255bfef95601890afd80709",
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=", "#a1b2c3", "v1.2.3-beta.4+build.5678",
    "https://example.org/a/9fK2mX7qL4vB8nR1tY6wZ3cH5jD0gS", "2026-11-25T19:04:32Z", "DE89370400440532013000",
    "4111 1111 1111 1111", "+49 30 901820", "qmd://memories/skills/late-invoice/SKILL.md",
    "anna.schmidt+newsletter2024@example.org", "C:\\Users\\anna\\AppData\\Local\\Temp\\build1234567890",
    "ThisIsAVeryLongCamelCaseIdentifierWithoutDigits", "FOO_BAR_BAZ_1234567890_ABCDEFGHIJ",
    "abcdefghijklmnopqrstuvwxyz",
    "tokenA: tokenB: tokenC", "passwords-and-secrets-how-to-keep-them", "secretariat: 2nd floor, room 214",
  ]

  @Test(arguments: keys.indices)
  func `a key of each shape is taken out and put back, wherever it stands`(index: Int) {
    let (shape, key) = Self.keys[index]
    for text in ["\(key)", "Use \(key) here.", "key=\(key)\n", "\"\(key)\"", "(\(key))", "`\(key)`, \(key)"] {
      let redaction = Redaction(of: [text])
      let sent = redaction.redacted(text)
      #expect(!sent.contains(key.dropFirst(12)), "\(shape): \(sent)")
      #expect(redaction.count == 1 && sent.contains("REDACTED1X"), "\(shape): \(sent)")
      #expect(redaction.restored(sent, as: text) == text)
    }
    // A word that ends like the beginning of a key.
    #expect(!Redaction(of: ["x\(key)"]).redacted("x\(key)").hasPrefix("xREDACTED") || shape == "PEM")
  }

  @Test(arguments: innocent)
  func `what only looks like one is left alone`(text: String) {
    #expect(Redaction(of: [text]).redacted("See \(text) for more.") == "See \(text) for more.")
    #expect(Redaction(of: ["See \(text) for more."]).isEmpty, "\(text)")
  }

  @Test func `there are 80 of these and more`() { #expect(Set(Self.innocent).count >= 80) }

  @Test(arguments: [
    ("password: 9fK2mX7qL4vB8nR1tY", "9fK2mX7qL4vB8nR1tY"),
    (
      "AWS_SECRET_ACCESS_KEY=wJalr7UtnF3MIK7MD2NGbPxRfiCYz9K2mX7qL4vB",
      "wJalr7UtnF3MIK7MD2NGbPxRfiCYz9K2mX7qL4vB"
    ),
    ("Authorization: Bearer 9fK2mX7qL4vB8nR1tY6wZ3cH", "9fK2mX7qL4vB8nR1tY6wZ3cH"),
    (#""api_key": "9fK2mX7qL4vB8nR1tY6wZ3cH""#, "9fK2mX7qL4vB8nR1tY6wZ3cH"),
  ])
  func `what a text calls a secret is one, if it looks drawn by lot`(text: String, secret: String) {
    let redaction = Redaction(of: [text])
    #expect(redaction.redacted(text) == text.replacing(secret, with: "REDACTED1X"))
  }

  @Test func `each secret has one placeholder, which no text had before`() {
    let (one, other) = (Self.keys[0].key, Self.keys[5].key)
    let text = "\(one) \(other) REDACTED1X REDACTED3X \(one)"
    let redaction = Redaction(of: [text, other])
    let sent = redaction.redacted(text)
    #expect(sent == "REDACTED2X REDACTED4X REDACTED1X REDACTED3X REDACTED2X")
    #expect(redaction.restored(sent, as: text) == text)
    #expect(redaction.restored("REDACTED4X", as: one) == nil, "another text's secret")
    #expect(redaction.restored("REDACTED9X", as: one) == "REDACTED9X")
  }

  @Test func `a known secret is taken out however it looks`() {
    let redaction = Redaction(of: ["my hunter2"], known: ["hunter2"])
    #expect(redaction.redacted("my hunter2") == "my REDACTED1X")
  }
}
