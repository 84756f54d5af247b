/// Makes a failing sequence shorter: Zeller and Hildebrandt's ddmin, "Simplifying and Isolating Failure-Inducing Input",
/// IEEE Transactions on Software Engineering 28(2), 2002; bounded, because every question costs a run.
func shortest<Step>(_ sequence: [Step], tries: Int, fails: ([Step]) throws -> Bool) rethrows -> [Step] {
  var failing = sequence, parts = 2, left = tries
  while failing.count > 1, left > 0 {
    let size = (failing.count + parts - 1) / parts
    var isShorter = false
    for start in stride(from: 0, to: failing.count, by: size) where left > 0 {
      let rest = Array(failing[..<start] + failing[min(start + size, failing.count)...])
      left -= 1
      if try fails(rest) {
        failing = rest
        parts = max(parts - 1, 2)
        isShorter = true
        break
      }
    }
    if !isShorter {
      if parts >= failing.count { break }
      parts = min(parts * 2, failing.count)
    }
  }
  return failing
}
