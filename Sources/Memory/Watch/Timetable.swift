import Plumbing

/// What the watcher does at a time, beside looking at changed paths.
struct Timetable {
  enum Duty: Int, CaseIterable {
    case config, indexFile, roots, reconcile, poll, merge, tidy
  }

  private var times: [Moment?] = Array(repeating: nil, count: Duty.allCases.count)

  subscript(_ duty: Duty) -> Moment? { times[duty.rawValue] }

  var next: Moment? { times.lazy.compactMap { $0 }.min() }

  mutating func set(_ duty: Duty, at moment: Moment) { times[duty.rawValue] = moment }

  /// True, once, when the time has come.
  mutating func take(_ duty: Duty, at now: Moment) -> Bool {
    guard let time = times[duty.rawValue], time <= now else { return false }
    times[duty.rawValue] = nil
    return true
  }
}
