import CText

/// A piece of a YAML document, with the lines it stands on.
///
/// Read through libyaml's *event* interface behind limits, because front matter is other people's text: no aliases are
/// expanded, no tag is obeyed, and depth is counted rather than recursed into.
public struct YAMLNode: Equatable, Sendable {
  public indirect enum Content: Equatable, Sendable {
    /// Text as written; `plain` is false for quoted and block scalars, which are always strings.
    case scalar(String, plain: Bool)
    case sequence([YAMLNode])
    case mapping([Pair])
  }

  /// A key and its value; duplicate keys are kept in order.
  public struct Pair: Equatable, Sendable {
    public let key: YAMLNode
    public let value: YAMLNode
  }

  public let content: Content
  /// Lines, counted from 0, that the node stands on: up to and including the line where it ends.
  public let lines: ClosedRange<Int>
  /// Column, counted from 0 in characters, where it begins.
  public let column: Int
  /// Column just after its last character, on the last of `lines`; nil for what runs to the end of that line:
  /// block scalars, and lists and mappings that are not written between brackets.
  public let endColumn: Int?

  /// The text of a scalar, else nil.
  public var text: String? {
    guard case .scalar(let text, _) = content else { return nil }
    return text
  }

  public var items: [YAMLNode]? {
    guard case .sequence(let items) = content else { return nil }
    return items
  }

  public var pairs: [Pair]? {
    guard case .mapping(let pairs) = content else { return nil }
    return pairs
  }

  /// The pair of this key in a mapping: the last one wins, as in YAML 1.1 readers.
  public func pair(_ key: String) -> Pair? { pairs?.last { $0.key.text == key } }

  public subscript(key: String) -> YAMLNode? { pair(key)?.value }

  /// A plain scalar as a truth value, by YAML 1.1's words.
  public var bool: Bool? {
    guard case .scalar(let text, true) = content else { return nil }
    return switch text.lowercased() {
    case "true", "yes", "on", "y": true
    case "false", "no", "off", "n": false
    default: nil
    }
  }

  /// A plain scalar that stands for nothing: empty, `~`, `null`.
  public var isNull: Bool {
    guard case .scalar(let text, true) = content else { return false }
    return ["", "~", "null", "Null", "NULL"].contains(text)
  }

  /// "a list", "a mapping", "text": for a sentence that says what was found.
  public var kind: String {
    switch content {
    case .scalar: isNull ? "nothing" : "text"
    case .sequence: "a list"
    case .mapping: "a mapping"
    }
  }
}

/// Why a text is not the YAML that we read.
public struct YAMLError: Error, Equatable, Sendable, CustomStringConvertible {
  /// What was wrong, as a clause: "a mapping value is not allowed here".
  public let problem: String
  /// The line, counted from 1.
  public let line: Int

  public init(problem: String, line: Int) {
    self.problem = problem
    self.line = line
  }

  public var description: String { "line \(line): \(problem)" }
}

public enum YAML {
  /// What is accepted of texts that others wrote.
  public struct Limits: Sendable {
    public var bytes = 64 * 1024
    public var depth = 8
    public var nodes = 20_000

    public init() {}
  }

  /// The first document of `text`, or nil when it holds none.
  ///
  /// - Throws: `YAMLError` where libyaml refuses the text, or where it goes beyond `limits` or uses an alias.
  public static func parse(_ text: [UInt8], limits: Limits = Limits()) throws(YAMLError) -> YAMLNode? {
    guard text.count <= limits.bytes else {
      throw YAMLError(problem: "longer than \(limits.bytes / 1024) kB", line: 1)
    }
    // The byte order mark would count as a column and so break the indentation of the first line.
    let text = text.starts(with: byteOrderMark) ? Array(text.dropFirst(byteOrderMark.count)) : text
    var parser = unsafe yaml_parser_t()
    guard unsafe yaml_parser_initialize(&parser) == 1 else {
      throw YAMLError(problem: "out of memory", line: 1)
    }
    defer { unsafe yaml_parser_delete(&parser) }
    let result: Result<YAMLNode?, YAMLError> = unsafe text.withUnsafeBufferPointer { buffer in
      unsafe yaml_parser_set_encoding(&parser, YAML_UTF8_ENCODING)
      unsafe yaml_parser_set_input_string(&parser, buffer.baseAddress, buffer.count)
      var composer = Composer(limits: limits)
      return unsafe composer.compose(&parser)
    }
    // Bytes that are not UTF-8 are found ahead of the scanner: the place is an offset, and no line yet.
    if case .failure(let error) = result, unsafe parser.error == YAML_READER_ERROR {
      let offset = unsafe min(text.count, Int(parser.problem_offset))
      let line = text[..<offset].count { $0 == UInt8(ascii: "\n") } + 1
      throw YAMLError(problem: error.problem, line: line)
    }
    return try result.get()
  }

  static let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]

  /// Builds the tree from events with a stack of its own.
  private struct Composer {
    struct Open {
      var isMapping: Bool
      /// Written between brackets or braces.
      var isFlow: Bool
      var items: [YAMLNode] = []
      var line: Int
      var column: Int
    }

    let limits: Limits
    var stack: [Open] = []
    var root: YAMLNode?
    var count = 0

    init(limits: Limits) { self.limits = limits }

    mutating func compose(_ parser: inout yaml_parser_t) -> Result<YAMLNode?, YAMLError> {
      while true {
        var event = unsafe yaml_event_t()
        guard unsafe yaml_parser_parse(&parser, &event) == 1 else {
          let problem = unsafe parser.problem.map { unsafe String(cString: $0) } ?? "not readable as YAML"
          return .failure(YAMLError(problem: problem, line: unsafe Int(parser.problem_mark.line) + 1))
        }
        defer { unsafe yaml_event_delete(&event) }
        let line = unsafe Int(event.start_mark.line), column = unsafe Int(event.start_mark.column)
        switch unsafe event.type {
        case YAML_STREAM_END_EVENT, YAML_DOCUMENT_END_EVENT:
          return .success(root)
        case YAML_ALIAS_EVENT:
          return .failure(YAMLError(problem: "aliases (*name) are not read here", line: line + 1))
        case YAML_SCALAR_EVENT:
          let scalar = unsafe event.data.scalar
          let text = unsafe String(
            decoding: UnsafeBufferPointer(start: scalar.value, count: scalar.length),
            as: UTF8.self
          )
          let plain = unsafe scalar.style == YAML_PLAIN_SCALAR_STYLE
          // A block scalar's end mark is the start of the line after it.
          let end = unsafe event.end_mark
          let last = max(line, end.column == 0 && end.line > line ? Int(end.line) - 1 : Int(end.line))
          let isBlock = unsafe [YAML_LITERAL_SCALAR_STYLE, YAML_FOLDED_SCALAR_STYLE].contains(scalar.style)
          add(
            YAMLNode(
              content: .scalar(text, plain: plain),
              lines: line...last,
              column: column,
              endColumn: isBlock ? nil : Int(end.column)
            )
          )
        case YAML_SEQUENCE_START_EVENT, YAML_MAPPING_START_EVENT:
          guard stack.count < limits.depth else {
            return .failure(YAMLError(problem: "nested deeper than \(limits.depth) levels", line: line + 1))
          }
          let isMapping = unsafe event.type == YAML_MAPPING_START_EVENT
          let isFlow =
            isMapping
            ? unsafe event.data.mapping_start.style == YAML_FLOW_MAPPING_STYLE
            : unsafe event.data.sequence_start.style == YAML_FLOW_SEQUENCE_STYLE
          stack.append(Open(isMapping: isMapping, isFlow: isFlow, line: line, column: column))
        case YAML_SEQUENCE_END_EVENT, YAML_MAPPING_END_EVENT:
          guard let open = stack.popLast() else { continue }
          // Without a bracket of its own, a collection ends where its last item does, not where the parser saw it.
          let end = unsafe event.end_mark
          let last = open.isFlow ? Int(end.line) : open.items.last?.lines.upperBound ?? open.line
          add(
            YAMLNode(
              content: Self.content(of: open),
              lines: open.line...max(open.line, last),
              column: open.column,
              endColumn: open.isFlow ? Int(end.column) : nil
            )
          )
        default:
          break
        }
        count += 1
        guard count <= limits.nodes else {
          return .failure(YAMLError(problem: "more than \(limits.nodes) items", line: line + 1))
        }
      }
    }

    private static func content(of open: Open) -> YAMLNode.Content {
      guard open.isMapping else { return .sequence(open.items) }
      return .mapping(
        stride(from: 0, to: open.items.count - 1, by: 2).map {
          YAMLNode.Pair(key: open.items[$0], value: open.items[$0 + 1])
        }
      )
    }

    private mutating func add(_ node: YAMLNode) {
      if stack.isEmpty {
        root = node
      } else {
        stack[stack.count - 1].items.append(node)
      }
    }
  }
}
