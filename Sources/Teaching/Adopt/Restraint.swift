public import Memory
public import Plumbing

/// What keeps a skill from being changed, or taught, without a person.
extension Versions {
  /// Changes that were taken back after which a skill is left alone: A → B → A three times is a quarrel, not learning.
  public static let mostReversals = 3

  /// Why these changes should not be made without a person just now, as a clause; nil when nothing speaks against them.
  public func restraint(
    on skill: Skill,
    _ changes: [SkillChange],
    _ limits: LessonLimits,
    at now: Timestamp = .now
  ) throws -> String? {
    let reversals = try reversals(of: skill.address)
    if reversals >= Self.mostReversals { return "its changes were taken back \(reversals) times" }
    for change in changes {
      let root = change.address == skill.address ? skill.root : nil
      if let owner = Ownership.of(change.file, below: root ?? change.file.parent.parent) {
        return owner.reason
      }
      if let last = try lastRewrite(of: change.address), last > Self.before(now, hours: limits.hoursBetween) {
        return "it was changed within the last \(limits.hoursBetween) hours"
      }
    }
    return nil
  }

  /// When a skill's text was last changed by us, as the ledger writes times.
  private func lastRewrite(of skill: String) throws -> String? {
    try ledger.versions(of: skill, index: index).first?.at
  }

  /// Why a lesson that nobody asked for at a terminal has to wait, as a clause; nil when it can be held.
  ///
  /// One rewrite of a skill in so many hours, be it made or only proposed; so many lessons and dollars in any day.
  public func hindrance(
    toTeaching skill: Skill,
    _ limits: LessonLimits,
    at now: Timestamp = .now
  ) throws -> String? {
    let hours = Self.before(now, hours: limits.hoursBetween)
    if try lastRewrite(of: skill.address).map({ $0 > hours }) ?? false {
      return "it was changed within the last \(limits.hoursBetween) hours"
    }
    // A person was needed, and has done something about it: a reason to try again.
    let isTaught = try ledger.lessons(of: index, skill: skill.address, since: hours).contains {
      $0.outcome == .proposed || $0.outcome == .adopted || $0.hash == skill.hash
    }
    if isTaught { return "it had a lesson within the last \(limits.hoursBetween) hours" }
    let day = Self.before(now, hours: 24)
    let held = try ledger.lessons(of: index, since: day).count { $0.occasion == .brokenContract }
    if held >= limits.perDay {
      return "\(held) lessons were held within a day, and teach.lessons_per_day allows no more"
    }
    return nil
  }

  /// How often a change of ours was taken back: by us on somebody's word, or by somebody's own save.
  public func reversals(of skill: String) throws -> Int {
    let versions = Array(try ledger.versions(of: skill, index: index).reversed())
    let live = versions.last.flatMap { (try? Files.read($0.file)) ?? nil }
    return versions.indices.count { place in
      let version = versions[place]
      guard version.cause != Self.undoing, version.before != version.after else { return false }
      // Until the next change of ours by a proposal the text that it displaced was back.
      for later in versions[(place + 1)...] {
        if later.cause == Self.undoing { return later.after == version.before }
        return later.before == version.before
      }
      return live == version.before
    }
  }

  /// Whether a text is what we made of a skill last: such a save starts no lesson.
  public static func isOurs(_ hash: String, of skill: String, _ ledger: Ledger, index: String) -> Bool {
    let last = (try? ledger.versions(of: skill, index: index).first) ?? nil
    return last.map { SHA256.hex($0.after) == hash } ?? false
  }

  private static func before(_ now: Timestamp, hours: Int) -> String {
    Timestamp(nanoseconds: now.nanoseconds - Int64(hours) * 3_600_000_000_000).iso8601
  }
}
