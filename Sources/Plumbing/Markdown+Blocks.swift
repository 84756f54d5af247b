import CText

extension Markdown {
  /// A block of a text: a heading, a paragraph, an item of a list, and what else stands by itself.
  public struct Block: Equatable, Sendable {
    public enum Kind: Equatable, Sendable {
      case heading(level: Int)
      case paragraph
      /// Of a list at the outermost level; what is nested in it belongs to it.
      case item(isNumbered: Bool)
      case code
      case quote
      case table
      case other
    }

    public let kind: Kind
    /// Counted from 1 in the text that was read.
    public let lines: ClosedRange<Int>
  }

  /// The outermost blocks of a text, in order; lists as their items.
  ///
  /// For texts of some hundred kilobytes that their owner has named: cmark reads them whole.
  public static func blocks(in text: [UInt8]) -> [Block] {
    let lines = text.split(separator: 0x0A, omittingEmptySubsequences: false)
    return Tree(of: text).outermost().map { block in
      // Without its extension a table is a paragraph of lines with bars.
      guard block.kind == .paragraph, block.lines.lowerBound <= lines.count else { return block }
      let first = lines[block.lines.lowerBound - 1].drop { $0 == 0x20 }
      return first.first == UInt8(ascii: "|") ? Block(kind: .table, lines: block.lines) : block
    }
  }
}

extension Markdown.Tree {
  /// The children of the document, and the items of its lists.
  func outermost() -> [Markdown.Block] {
    var found: [Markdown.Block] = []
    forEachOutermost { kind, lines in found.append(Markdown.Block(kind: kind, lines: lines)) }
    return found
  }
}
