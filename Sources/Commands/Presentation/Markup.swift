/// Writes elements of HTML and XML: each that is opened is closed, and text never becomes markup.
///
/// What is written is well-formed XML, so that a page can be checked by any parser.
struct Markup {
  typealias Attributes = KeyValuePairs<String, String?>

  private(set) var bytes: [UInt8] = []

  var string: String { String(decoding: bytes, as: UTF8.self) }

  /// An element with others in it.
  mutating func element(_ name: String, _ attributes: Attributes = [:], _ content: (inout Markup) -> Void) {
    open(name, attributes)
    write(">")
    content(&self)
    write("</")
    write(name)
    write(">")
    if Self.endsLine.contains(name) { write("\n") }
  }

  /// An element with a text in it.
  mutating func element(_ name: String, _ attributes: Attributes, _ text: String) {
    element(name, attributes) { $0.text(text) }
  }

  mutating func element(_ name: String, _ text: String) { element(name, [:], text) }

  /// An element that has no content.
  mutating func empty(_ name: String, _ attributes: Attributes = [:]) {
    open(name, attributes)
    write("/>")
    if Self.endsLine.contains(name) { write("\n") }
  }

  /// Text of a user or of ours.
  mutating func text(_ text: String) { append(text) }

  /// What is markup, or a style sheet, already: never a user's text.
  mutating func verbatim(_ markup: StaticString) { write(markup.description) }

  // MARK: Writing

  private mutating func open(_ name: String, _ attributes: Attributes) {
    write("<")
    write(name)
    for (key, value) in attributes {
      guard let value else { continue }
      write(" ")
      write(key)
      write("=\"")
      append(value)
      write("\"")
    }
  }

  private mutating func write(_ markup: String) { bytes += markup.utf8 }

  private mutating func append(_ text: String) {
    // Most text is plain: thousands of queries are copied whole.
    if text.utf8.allSatisfy(Self.isPlain) { return write(text) }
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": write("&amp;")
      case "<": write("&lt;")
      case ">": write("&gt;")
      case "\"": write("&quot;")
      case "'": write("&#39;")
      case "\t", "\n": bytes.append(UInt8(truncatingIfNeeded: scalar.value))
      default:
        if let visible = Self.visible(scalar) { write(visible) } else { bytes += String(scalar).utf8 }
      }
    }
  }

  /// A printable letter of ASCII that means nothing in markup.
  private static func isPlain(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "&"), UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "\""), UInt8(ascii: "'"): false
    default: (0x20..<0x7F).contains(byte)
    }
  }

  /// What stands for a character that XML forbids, or that would turn the text around it: its picture, or its
  /// number.
  ///
  /// https://www.w3.org/TR/xml/#charsets
  private static func visible(_ scalar: Unicode.Scalar) -> String? {
    switch scalar.value {
    case 0..<0x20: Unicode.Scalar(0x2400 + scalar.value).map { String($0) }
    case 0x7F: "\u{2421}"
    case 0x80..<0xA0, 0x202A...0x202E, 0x2066...0x2069, 0xFFFE, 0xFFFF:
      "[U+" + String(repeating: "0", count: scalar.value < 0x1000 ? 2 : 0)
        + String(scalar.value, radix: 16, uppercase: true) + "]"
    default: nil
    }
  }

  /// Elements after which a line ends: a page is read as a source, too, and compared by lines.
  private static let endsLine: Set<String> = [
    "html", "head", "meta", "title", "style", "body", "header", "main", "footer", "section", "h1", "h2", "h3",
    "p",
    "details", "summary", "table", "thead", "tbody", "tr", "ul", "ol", "li", "dl", "div", "figure",
    "figcaption", "svg",
    "testsuites", "testsuite", "testcase", "failure", "system-out", "line", "circle", "rect", "polyline",
    "polygon",
  ]
}
