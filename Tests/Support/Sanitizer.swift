import Foundation
package import Testing

/// The sanitizer under which `make test-asan` and `make test-tsan` run everything; none in an ordinary run.
package enum Sanitizer {
  /// What every program that a test starts is told, as the tests themselves are.
  package static let options = ProcessInfo.processInfo.environment.filter {
    $0.key == "ASAN_OPTIONS" || $0.key == "TSAN_OPTIONS"
  }

  fileprivate static var isOn: Bool { !options.isEmpty }

  /// By how much longer things may take that take no time.
  package static let slowness = isOn ? 10 : 1

  /// A program that a test started has said something; a report of the sanitizer's among it fails the test, whatever
  /// else the test looks at.
  static func examine(_ said: String, of program: String) {
    guard isOn, let mark = said.range(of: #"(WARNING|ERROR): \w+Sanitizer"#, options: .regularExpression)
    else {
      return
    }
    Issue.record("\(program): \(said[mark.lowerBound...].prefix(6_000))")
  }
}

extension Trait where Self == ConditionTrait {
  /// For what a sanitizer makes impossible: it takes several times the memory and time.
  package static func withoutSanitizer(_ reason: Comment) -> Self { .disabled(if: Sanitizer.isOn, reason) }
}

extension Trait where Self == TimeLimitTrait {
  /// A test that waits in vain is ended; under a sanitizer, where all of them at once take long, later.
  package static func ends(withinMinutes minutes: Int) -> Self {
    .timeLimit(.minutes(minutes * Sanitizer.slowness))
  }
}
