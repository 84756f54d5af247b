package import Testing

/// Expects equal bytes, and says from where on they differ.
///
/// For large ones in place of `#expect(one == other)`, which looks for the least difference: that takes time by the
/// square of their number, seven seconds for 16 kB and a quarter of an hour for an index.
package func expectSameBytes(
  _ one: (some Collection<UInt8>)?,
  _ other: some Collection<UInt8>,
  sourceLocation: SourceLocation = #_sourceLocation
) {
  guard let one else {
    Issue.record("there are no bytes to compare", sourceLocation: sourceLocation)
    return
  }
  let isSame = one.elementsEqual(other)
  let equal = zip(one, other).prefix { $0 == $1 }.count
  #expect(
    isSame,
    "\(one.count) and \(other.count) bytes, of which the first \(equal) are the same",
    sourceLocation: sourceLocation
  )
}
