import Memory
import Plumbing
import Teaching

/// One run of the program: what was typed, where things lie, and what verbs share.
final class Invocation {
  let typed: Typed
  let environment: [String: String]
  let places: Places
  let output: Output
  /// Of an index that is not the usual one.
  let indexName: String?
  /// Set by what went wrong without stopping the verb; the exit status of a verb that else succeeds.
  private(set) var status: Int32 = 0
  private var loaded: Configuration?
  /// What a server keeps open between questions; nil for a run that ends with its answer.
  private var standing: Standing?
  // Kept until the process ends, so that nothing is torn down before.
  var kept: [AnyObject] = []

  convenience init(_ typed: Typed, environment: [String: String]) {
    let isPlain = typed.has(.noColor) || environment["NO_COLOR"].map { !$0.isEmpty } ?? false
    self.init(
      typed,
      environment,
      index: typed.value(.index).flatMap { $0.isEmpty ? nil : $0 },
      Output(isStyled: !isPlain)
    )
  }

  private init(_ typed: Typed, _ environment: [String: String], index: String?, _ output: Output) {
    self.typed = typed
    self.environment = environment
    indexName = index
    places = Places(environment: environment, index: index)
    self.output = output
  }

  /// The same run, asking the index of another name.
  func asking(_ index: String) -> Invocation { Invocation(typed, environment, index: index, output) }

  // MARK: Words for people

  /// A sentence on standard error, after what is already said on standard output.
  func say(_ text: String) {
    output.flush()
    Standard.write(Array((Wording.sentence(text) + "\n").utf8), to: Standard.error)
  }

  /// A sentence about something that failed while the rest goes on: the run ends with status 1.
  func complain(_ text: String) {
    say(text)
    status = 1
  }

  /// Whether a person at a terminal can be asked anything.
  var canAsk: Bool { output.isTerminal && Standard.isTerminal(0) }

  /// Asks a person for a yes; where nobody can be asked it is a no.
  func asks(_ question: String) -> Bool {
    guard canAsk else { return false }
    output.write("\(question) [y/N] ")
    output.flush()
    return ["y", "yes"].contains(Standard.readLine()?.lowercased() ?? "")
  }

  // MARK: Configuration

  /// The configuration in force; see `Configuration`.
  func configuration() throws -> Configuration {
    if let loaded { return loaded }
    let found = try Configuration.load(places, environment)
    if let problem = found.problem { say(problem) }
    for refusal in found.refusals { say(refusal) }
    loaded = found
    return found
  }

  func config() throws -> Config { try configuration().config }

  /// Forgets what was read, after a verb has changed the file.
  func forgetConfiguration() { loaded = nil }

  // MARK: For servers, which answer many questions in one run

  /// What is open, and the files as they were when it was opened.
  private struct Standing {
    var reader: IndexReader?
    var index: FileStatus?
    var configuration: [FileStatus?] = []
    var search: (search: Search, reader: IndexReader?, config: Config, isWatched: Bool)?
  }

  /// To be called before each question: index and search stay open from here on, and a changed configuration counts.
  func beginQuestion() {
    var now = standing ?? Standing()
    let files = [places.config, Trust(places, environment).file].map { FileStatus.of($0, following: true) }
    if files != now.configuration { forgetConfiguration() }
    now.configuration = files
    // A rebuilt index is another file at the same place.
    let index = FileStatus.of(places.index, following: true)
    if index?.inode != now.index?.inode || index?.device != now.index?.device {
      now.reader = nil
      now.search = nil
    }
    now.index = index
    standing = now
  }

  // MARK: The index

  /// The index to read; nil when none can be used, with a sentence when it is not simply absent.
  func reader() throws -> IndexReader? {
    if let open = standing?.reader { return open }
    do throws(IndexError) {
      let reader = try IndexReader(places.index)
      standing?.reader = reader
      return reader
    } catch {
      switch error {
      case .missing: return nil
      case .foreign, .newer, .older, .damaged:
        say("\(error); until then answers come from the files themselves")
        return nil
      default: throw error
      }
    }
  }

  /// Seconds that a question waits for a model on another machine.
  private static let patience = 10.0

  /// The search over the index as it is.
  func search() throws -> Search {
    let (reader, config, isWatched) = (try reader(), try config(), isWatched)
    if let known = standing?.search, known.reader === reader, known.config == config,
      known.isWatched == isWatched
    {
      return known.search
    }
    let model = EmbeddingModel(config, places, environment)
    let search = try Search(reader, config, isWatched: isWatched) {
      try model.embedder(for: $0, patience: Self.patience)
    }
    if standing != nil { standing?.search = (search, reader, config, isWatched) } else { kept.append(search) }
    return search
  }

  /// The index to write.
  func writer() throws -> IndexWriter {
    let writer = try IndexWriter(places.index)
    if let notice = writer.takeNotice() { say(notice) }
    kept.append(writer)
    return writer
  }

  /// The documents, by name.
  func library() throws -> Library {
    Library(try reader(), try config(), places, isWatched: isWatched)
  }

  /// A collection of the configuration.
  func collection(_ name: String) throws -> Collection {
    let config = try config()
    let bare = name.hasPrefix("qmd://") ? String(name.dropFirst(6).prefix { $0 != "/" }) : name
    if let collection = config[bare] { return collection }
    throw Self.unknownCollection(bare, config)
  }

  /// The collections that were named with -c; none when the flag is absent.
  func chosenCollections() throws -> [Collection] {
    try typed.flags.filter { $0.flag == .collection }.map { named in
      // A script's empty variable is no name.
      guard !named.value.trimmed.isEmpty else { throw UsageError.missingName(flag: named.spelling) }
      return try collection(named.value)
    }
  }

  static func unknownCollection(_ name: String, _ config: Config) -> Failure {
    let names = config.collections.map(\.name)
    if let nearest = NearestName.of(name, among: names) {
      return Failure("Collection not found: \(name) — did you mean '\(nearest)'?")
    }
    return Failure(
      names.isEmpty
        ? "Collection not found: \(name) — there is none yet; add one with `qmd collection add FOLDER`"
        : "Collection not found: \(name) — there are: \(names.joined(separator: ", "))"
    )
  }

  /// Gives the index its name in the ledger; a ledger that cannot be used is said, and stops nothing.
  func noteInLedger(_ writer: IndexWriter) {
    do {
      try Ledger(places.ledger).note(writer)
    } catch {
      say("\(error)")
    }
  }

  /// Whether a watcher keeps the index current.
  var isWatched: Bool { WatchState.isAlive(index: places.index) }

  /// `?index=NAME` for an index that is not the usual one.
  var addressSuffix: String { indexName.map { "?index=\($0)" } ?? "" }

  /// The address of a document.
  func address(_ collection: String, _ path: FilePath) -> String {
    "qmd://\(collection)/\(path)\(addressSuffix)"
  }

  /// A path as it was typed, from the working folder on.
  func absolute(_ typed: String) -> FilePath {
    if typed == "~" || typed.hasPrefix("~/") {
      return places.home.appending(String(typed.dropFirst(2))).normalized
    }
    let path = FilePath(typed)
    return (path.isAbsolute ? path : places.workingFolder.appending(path)).normalized
  }

  /// Exactly so many words, or how the verb is used.
  func words(atLeast count: Int, atMost most: Int = .max) throws -> [String] {
    // A script's empty variable is no word.
    guard typed.words.count >= count, typed.words.prefix(count).allSatisfy({ !$0.trimmed.isEmpty }) else {
      throw UsageError.missingWords(
        verb: typed.verb.name,
        operands: typed.verb.operands,
        example: typed.verb.examples.first?.command
      )
    }
    guard typed.words.count <= most else {
      throw UsageError.surplusWord(typed.words[most], verb: typed.verb.name)
    }
    return typed.words
  }
}
