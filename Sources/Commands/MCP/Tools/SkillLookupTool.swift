import Memory
import Plumbing

extension Tool {
  static let skillLookup = Tool(
    name: "skill_lookup",
    title: "Skill Lookup",
    description: """
      Names the one skill of the user's that fits a task, with its address, or says that none does. Ask it with the \
      user's own words before doing anything procedural; then read the skill with `get` and follow its steps.
      """,
    properties: [.init("task", .property("string", "What is to be done, in the user's words."))],
    required: ["task"]
  ) { call, arguments in
    guard let task = try arguments.text("task"), !task.trimmed.isEmpty else {
      throw Failure("'task' is missing — say what is to be done, in the user's words")
    }
    let found = try SkillLookup(task, call)
    let freshness = FreshnessNote.json(found.answer, call)
    guard let skill = found.skill else {
      return Result(
        "No skill fits this task. Ask `query` for notes about it, or answer from what you know.",
        structured: ["skill": .null],
        freshness: freshness
      )
    }
    let about = skill.description.map { "\n\($0)" } ?? ""
    return Result(
      "\(skill.name) (\(Wording.decimals(skill.score * 100, 0))%)\(about)\nRead it before you begin: get(file = \"\(skill.file)\")",
      structured: ["skill": skill.json],
      freshness: freshness
    )
  }
}

/// The one right skill for a task, or none.
struct SkillLookup {
  /// What scores less is no skill for the task, whether a hook or a tool asks.
  static let leastScore = Recall.leastScore

  struct Found {
    let name: String
    let description: String?
    /// `collection/path` of its SKILL.md.
    let file: String
    let docid: String
    let score: Double

    var json: JSON {
      [
        "name": .string(name),
        "description": description.map { .string($0) } ?? .null,
        "file": .string(file),
        "docid": .string(docid),
        "score": .number(HitPrinter.shortest(score)),
      ]
    }
  }

  let skill: Found?
  /// What the search said beside it.
  let answer: SearchAnswer

  init(_ task: String, _ call: Invocation) throws {
    // A task is no query language: a word after a dash is a word.
    let words = String(task.map { $0.isNewline || $0 == "\"" ? " " : $0 }).split(separator: " ")
      .map { $0.drop { $0 == "-" } }.joined(separator: " ")
    var request = SearchRequest(meaning: words, limit: 1)
    request.kind = .skill
    request.minimumScore = Self.leastScore
    request.wantsBody = true
    answer = try Finding.answer(call, request)
    skill = answer.hits.first.map { hit in
      let document = try? Document.read(Array((hit.body ?? "").utf8), path: hit.path)
      return Found(
        name: Wording.plain(document?.name ?? hit.title),
        description: document?.description.map(Wording.plain),
        file: "\(hit.collection)/\(hit.path)",
        docid: hit.docid,
        score: hit.score
      )
    }
  }
}
