import CText

/// The structure of a markdown text, as cmark-gfm sees it.
///
/// Blocks and inlines are read apart.  The blocks come from a `MarkdownSkeleton`, which holds nothing that cmark's inline
/// parser could stumble over; the inlines of the headings alone follow, all in one document of one line each.
/// So the time is linear in the text, whatever the text is, and nothing here recurses.
public enum Markdown {
  public struct Heading: Equatable, Sendable {
    /// 1 to 6.
    public let level: Int
    /// Without markup, whitespace folded, perhaps empty; a reference link stays as it is written.
    public let text: String
    /// The line it begins on, counted from 1.
    public let line: Int
    /// Where that line begins in the bytes that were read.
    public let offset: Int

    public init(level: Int, text: String, line: Int, offset: Int) {
      self.level = level
      self.text = text
      self.line = line
      self.offset = offset
    }
  }

  /// The longest heading whose words are read, in bytes; what is beyond is cut off.
  static let longestHeading = 500

  /// The headings of `text` from byte `start` on, which is the beginning of line `line`.
  ///
  /// Both kinds, `# ATX` and underlined, also within quotes and lists; what is in a code fence, indented code or an HTML
  /// block is none.  Lines end at LF.
  public static func headings(in text: [UInt8], from start: Int = 0, line: Int = 1) -> [Heading] {
    let skeleton = MarkdownSkeleton(of: text, from: start, line: line)
    guard skeleton.mayHaveHeadings else { return [] }
    var places = skeleton.headings(Tree(of: skeleton.bytes), in: text)
    fillIn(&places, from: text)
    return places.map { Heading(level: $0.level, text: $0.words, line: $0.line, offset: $0.offset) }
  }

  /// A heading whose inlines are still to be read.
  struct Place {
    let level: Int
    let line: Int
    let offset: Int
    /// What stands there, as one line.
    let source: [UInt8]
    var words = ""
  }

  private static func fillIn(_ places: inout [Place], from text: [UInt8]) {
    var marked: [Int] = []
    var document: [UInt8] = []
    for index in places.indices {
      let source = places[index].source
      if source.contains(where: startsInline) {
        marked.append(index)
        document.append(contentsOf: "# ".utf8)
        document.append(contentsOf: source)
        document.append(contentsOf: " #\n".utf8)
      } else {
        places[index].words = folded(source)
      }
    }
    guard !marked.isEmpty else { return }
    let words = Tree(of: document).headingWords()
    for (index, words) in zip(marked, words) { places[index].words = words }
  }

  private static func startsInline(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "*"), UInt8(ascii: "_"), UInt8(ascii: "`"), UInt8(ascii: "["), UInt8(ascii: "<"),
      UInt8(ascii: "&"), UInt8(ascii: "\\"), 0:
      true
    default: false
    }
  }

  /// One space for each run of white space, none at the ends.
  public static func folded(_ bytes: [UInt8]) -> String {
    var kept: [UInt8] = []
    kept.reserveCapacity(bytes.count)
    var owesSpace = false
    for byte in bytes {
      if byte == 0x20 || (0x09...0x0D).contains(byte) {
        owesSpace = !kept.isEmpty
      } else {
        if owesSpace { kept.append(0x20) }
        owesSpace = false
        kept.append(byte)
      }
    }
    return String(decoding: kept, as: UTF8.self)
  }
}

extension Markdown {
  /// cmark's tree, freed with its owner.
  @safe struct Tree: ~Copyable {
    private let root: OpaquePointer?

    init(of bytes: [UInt8]) {
      unsafe root = bytes.withUnsafeBytes { buffer in
        unsafe cmark_parse_document(
          buffer.assumingMemoryBound(to: CChar.self).baseAddress,
          buffer.count,
          CMARK_OPT_DEFAULT
        )
      }
    }

    deinit {
      if let root = unsafe root { unsafe cmark_node_free(root) }
    }

    /// Level, first and last line, and first byte's column of each heading in order, all as cmark counts.
    func headings() -> [(level: Int, lines: ClosedRange<Int>, column: Int)] {
      var found: [(level: Int, lines: ClosedRange<Int>, column: Int)] = []
      unsafe walkBlocks { node in
        guard unsafe cmark_node_get_type(node) == CMARK_NODE_HEADING else { return }
        let first = unsafe Int(cmark_node_get_start_line(node))
        let last = unsafe max(first, Int(cmark_node_get_end_line(node)))
        let level = unsafe Int(cmark_node_get_heading_level(node))
        found.append((level, first...last, unsafe Int(cmark_node_get_start_column(node))))
      }
      return found
    }

    /// The plain words of each heading in order.
    func headingWords() -> [String] {
      var found: [String] = []
      unsafe walkBlocks { node in
        guard unsafe cmark_node_get_type(node) == CMARK_NODE_HEADING else { return }
        unsafe found.append(Self.words(of: node))
      }
      return found
    }

    /// Calls `visit` for every block in order; climbs by the parents' links instead of recursing.
    private func walkBlocks(_ visit: (OpaquePointer) -> Void) {
      guard var node = unsafe root else { return }
      while true {
        unsafe visit(node)
        if unsafe Self.holdsBlocks(node), let child = unsafe cmark_node_first_child(node) {
          unsafe node = child
          continue
        }
        while unsafe cmark_node_next(node) == nil {
          guard let parent = unsafe cmark_node_parent(node) else { return }
          unsafe node = parent
        }
        guard let next = unsafe cmark_node_next(node) else { return }
        unsafe node = next
      }
    }

    /// Calls `visit` for every child of the document, and in place of a list for each of its items.
    func forEachOutermost(_ visit: (Markdown.Block.Kind, ClosedRange<Int>) -> Void) {
      guard let root = unsafe root else { return }
      var next = unsafe cmark_node_first_child(root)
      while let node = unsafe next {
        if unsafe cmark_node_get_type(node) == CMARK_NODE_LIST {
          let isNumbered = unsafe cmark_node_get_list_type(node) == CMARK_ORDERED_LIST
          var item = unsafe cmark_node_first_child(node)
          while let inner = unsafe item {
            visit(.item(isNumbered: isNumbered), unsafe Self.lines(of: inner))
            unsafe item = cmark_node_next(inner)
          }
        } else {
          visit(unsafe Self.kind(of: node), unsafe Self.lines(of: node))
        }
        unsafe next = cmark_node_next(node)
      }
    }

    private static func lines(of node: OpaquePointer) -> ClosedRange<Int> {
      let first = unsafe max(1, Int(cmark_node_get_start_line(node)))
      return unsafe first...max(first, Int(cmark_node_get_end_line(node)))
    }

    private static func kind(of node: OpaquePointer) -> Markdown.Block.Kind {
      switch unsafe cmark_node_get_type(node) {
      case CMARK_NODE_HEADING: .heading(level: unsafe Int(cmark_node_get_heading_level(node)))
      case CMARK_NODE_PARAGRAPH: .paragraph
      case CMARK_NODE_CODE_BLOCK: .code
      case CMARK_NODE_BLOCK_QUOTE: .quote
      default: .other
      }
    }

    private static func holdsBlocks(_ node: OpaquePointer) -> Bool {
      switch unsafe cmark_node_get_type(node) {
      case CMARK_NODE_DOCUMENT, CMARK_NODE_BLOCK_QUOTE, CMARK_NODE_LIST, CMARK_NODE_ITEM: true
      default: false
      }
    }

    private static func words(of heading: OpaquePointer) -> String {
      guard let iterator = unsafe cmark_iter_new(heading) else { return "" }
      defer { unsafe cmark_iter_free(iterator) }
      var text: [UInt8] = []
      while true {
        let event = unsafe cmark_iter_next(iterator)
        guard event != CMARK_EVENT_DONE else { return folded(text) }
        guard event == CMARK_EVENT_ENTER, let node = unsafe cmark_iter_get_node(iterator) else { continue }
        switch unsafe cmark_node_get_type(node) {
        case CMARK_NODE_TEXT, CMARK_NODE_CODE:
          guard let literal = unsafe cmark_node_get_literal(node) else { continue }
          unsafe text.append(contentsOf: String(cString: literal).utf8)
        case CMARK_NODE_SOFTBREAK, CMARK_NODE_LINEBREAK:
          text.append(0x20)
        default: break
        }
      }
    }
  }
}
