import Memory
import Plumbing

extension Verb {
  static let ls = Verb(
    "ls",
    .find,
    operands: "[COLLECTION[/FOLDER]]",
    "List collections, or the documents in one.",
    flags: [.json],
    examples: [
      Example("qmd ls", "the collections"),
      Example("qmd ls memories/sales", "the documents in a folder"),
      Example("qmd ls qmd://memories --json", "the same for programs"),
    ]
  ) { call in
    let words = try call.words(atLeast: 0, atMost: 1)
    let library = try call.library()
    if let name = words.first {
      try Listing(call, library).documents(at: name)
    } else {
      try Listing(call, library).collections()
    }
    return 0
  }
}

/// One run of `qmd ls`.
private struct Listing {
  private let call: Invocation
  private let library: Library
  private let config: Config

  init(_ call: Invocation, _ library: Library) throws {
    self.call = call
    self.library = library
    config = try call.config()
  }

  func collections() throws {
    let counts = try config.collections.map { (name: $0.name, count: try library.items(in: $0).count) }
    if call.typed.has(.json) {
      call.output.write(
        .array(counts.map { ["collection": .string($0.name), "files": .integer($0.count)] })
      )
      return
    }
    guard !counts.isEmpty else {
      call.output.line("No collections yet — add a folder: qmd collection add ~/memories")
      return
    }
    call.output.line("Collections:")
    call.output.line()
    for (name, count) in counts {
      call.output.line("  \(call.output.cyan("qmd://\(name)/"))  (\(count) files)")
    }
  }

  func documents(at typed: String) throws {
    let address = String((typed.hasPrefix("qmd:") ? typed.dropFirst(4) : typed[...]).drop { $0 == "/" })
    let name = String(address.prefix { $0 != "/" })
    guard let collection = config[name] else { throw Invocation.unknownCollection(name, config) }
    let folder = FilePath(String(address.dropFirst(name.count))).normalized
    let items = try library.items(
      in: collection,
      below: FilePath(bytes: folder.bytes.drop { $0 == UInt8(ascii: "/") })
    )
    if call.typed.has(.json) {
      call.output.write(
        .array(
          items.map { item in
            [
              "file": .string(call.address(item.location.collection, item.location.path)),
              "size": .integer(Int(item.status.size)),
              "modified": .string(Timestamp(nanoseconds: item.status.modified).iso8601),
            ]
          }
        )
      )
      return
    }
    guard !items.isEmpty else {
      call.say("there is nothing at qmd://\(address) — `qmd ls \(name)` lists the collection")
      return
    }
    let sizes = items.map { Wording.size($0.status.size) }
    let width = sizes.map(\.count).max() ?? 0
    for (item, size) in zip(items, sizes) {
      let time = Timestamp(nanoseconds: item.status.modified)
      let address = call.address(item.location.collection, item.location.path)
      call.output.line("\(Wording.aligned(size, width))  \(Self.date(time))  \(call.output.cyan(address))")
    }
  }

  /// As `ls -l` has it: the time of day for half a year, then the year.
  private static func date(_ time: Timestamp) -> String {
    let age = Timestamp.now.seconds - time.seconds
    return time.format((0..<15_778_800).contains(age) ? "%b %e %H:%M" : "%b %e  %Y")
  }
}
