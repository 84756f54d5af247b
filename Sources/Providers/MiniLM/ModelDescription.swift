/// What is known of a model before its files are opened: its shape, and the bytes it must have.
///
/// A vector space is named after the model, so weights of another hash are refused even where they would fit.
public struct ModelDescription: Equatable, Sendable {
  /// As its makers name it; also its folder below the models.
  public let name: String
  /// Numbers in a vector, and in every row on the way to it; a multiple of 16.
  public let width: Int
  /// Floats between the two layers of each feed-forward part.
  public let inner: Int
  public let layers: Int
  /// Pieces of words.
  public let vocabulary: Int
  /// The places that the model knows; texts are cut well before.
  public let positions: Int
  /// Tokens of a text that count, [CLS] and [SEP] included.
  public let tokens: Int
  /// SHA-256 of `model.safetensors` and of `vocab.txt`.
  public let weightsDigest: String
  public let vocabularyDigest: String

  /// Heads of attention, of 32 numbers each.
  var heads: Int { width / 32 }

  public var space: VectorSpace { VectorSpace(model: name, dimensions: width) }

  /// sentence-transformers/all-MiniLM-L6-v2, English, Apache-2.0.
  public static let miniLM = ModelDescription(
    name: "all-MiniLM-L6-v2",
    width: 384,
    inner: 1536,
    layers: 6,
    vocabulary: 30522,
    positions: 512,
    tokens: 256,
    weightsDigest: "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
    vocabularyDigest: "07eced375cec144d27c900241f3e339478dec958f92fddbc551f295c992038a3"
  )

  public init(
    name: String,
    width: Int,
    inner: Int,
    layers: Int,
    vocabulary: Int,
    positions: Int,
    tokens: Int,
    weightsDigest: String,
    vocabularyDigest: String
  ) {
    precondition(
      width > 0 && width % 32 == 0 && inner % 16 == 0,
      "heads are 32 wide, layers a multiple of 16"
    )
    precondition(
      tokens >= 2 && tokens <= positions,
      "a text has two tokens of its own, and each token has a place"
    )
    self.name = name
    self.width = width
    self.inner = inner
    self.layers = layers
    self.vocabulary = vocabulary
    self.positions = positions
    self.tokens = tokens
    self.weightsDigest = weightsDigest
    self.vocabularyDigest = vocabularyDigest
  }
}
