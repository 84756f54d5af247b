import Providers
import Teaching

extension Flag {
  // MARK: For every verb

  static let index = Flag("index", value: "NAME", "use the index and config of this name")
  static let help = Flag("help", short: "h", "show what a verb does, with examples")
  static let version = Flag("version", short: "v", "show the version")
  static let noColor = Flag("no-color", "no colours and links, as with NO_COLOR=1")
  static let skill = Flag("skill", "print the skill that teaches an agent to use qmd")
  static let everywhere: [Flag] = [index, help, version, skill, noColor]

  // MARK: Formats

  static let format = Flag(
    "format",
    value: "FORMAT",
    choices: Format.allCases.map(\.rawValue),
    "cli, json, csv, md, xml or files"
  )
  static let json = Flag("json", "the same as --format json")
  static let csv = Flag("csv", "the same as --format csv")
  static let md = Flag("md", "the same as --format md")
  static let xml = Flag("xml", "the same as --format xml")
  static let files = Flag("files", "the same as --format files")
  static let formats: [Flag] = [format, json, csv, md, xml, files]

  // MARK: Which hits, and what of them

  static let limit = Flag("limit", short: "n", value: "N", "at most N hits (5; for json and files 20)")
  static let collection = Flag(
    "collection",
    short: "c",
    value: "NAME",
    "search one or more collections: repeat it for several"
  )
  static let onlyCollections = Flag(
    "collection",
    short: "c",
    value: "NAME",
    "only these collections: repeat it for several"
  )
  static let all = Flag("all", "all hits, however many")
  static let minimumScore = Flag("min-score", value: "X", "only hits of at least this score, from 0 to 1")
  static let full = Flag("full", "the whole text of each hit instead of a few lines")
  static let lineNumbers = Flag("line-numbers", "number the lines")
  static let noLineNumbers = Flag("no-line-numbers", "leave the lines unnumbered")
  static let fullPath = Flag("full-path", "paths of files instead of qmd:// addresses")
  static let explain = Flag("explain", "show why each hit ranks where it does")
  static let sync = Flag("sync", "first wait until the watcher has seen everything saved before now")
  static let intent = Flag("intent", value: "TEXT", "what the question is for; it bends its meaning")
  static let finding: [Flag] =
    [limit, collection, all, minimumScore, full, lineNumbers, fullPath, explain, sync] + formats + [intent]
    + models

  // MARK: Which lines

  static let from = Flag("from", value: "LINE", "begin at this line")
  static let lines = Flag("lines", short: "l", value: "N", "at most N lines")
  static let maxBytes = Flag("max-bytes", value: "N", "skip files larger than N bytes (65536)")

  // MARK: Collections and configuration

  static let name = Flag("name", value: "NAME", "the collection's name (the folder's, unless given)")
  static let mask = Flag(
    "mask",
    aliases: ["glob"],
    value: "PATTERN",
    "which files belong to it (**/*.md), as comma list or {a,b} too"
  )

  // MARK: Looking after

  static let wait = Flag("wait", "let a live watcher finish instead, and wait for it")
  static let pull = Flag("pull", isIgnored: true, "the `update:` command of a collection does this")
  static let daemon = Flag("daemon", "run in the background")
  static let dryRun = Flag("dry-run", "show what would be done, and do nothing")
  static let problems = Flag("problems", "list the files that are not indexed, or not whole, with the reason")
  static let restoreIndex = Flag("restore-index", "put back the newest index that was moved aside")
  static let man = Flag("man", "print the manual page")
  static let readme = Flag("readme", "print the table of verbs as Markdown")

  // MARK: For agents

  static let besides = Flag("full", "also the files beside SKILL.md")
  static let everySkill = Flag("all", "every skill there is")
  static let everywhereOfMine = Flag("global", "for all projects of this user")
  static let yes = Flag("yes", "do not ask")
  static let replace = Flag("force", short: "f", "replace what is there already")

  static let http = Flag("http", "over HTTP, for several agents at a time")
  static let port = Flag("port", value: "N", "the port to listen at (8181); 0 takes a free one")
  static let host = Flag("host", value: "HOST", "the address to listen at (localhost)")
  static let tokenFile = Flag(
    "token-file",
    value: "FILE",
    "whoever asks must show the secret in this file; needed beyond this machine"
  )

  // MARK: Hooks and lookups

  static let entries = Flag("limit", short: "n", value: "N", "at most N entries (3)")
  static let characters = Flag("max-chars", value: "N", "at most N characters (1200)")
  static let inProject = Flag("project", "in this project's folder instead of the user's")
  static let unanswered = Flag("unanswered", "only what found nothing, most asked first")
  static let ignored = Flag("ignored", "only what found something that nobody read")

  // MARK: Recall

  static let within = Flag("k", value: "N", "how many first skills count as found (3)")
  static let mode = Flag(
    "mode",
    value: "MODE",
    choices: AuditReport.Mode.allCases.map(\.rawValue),
    "words, or both: words and meaning (words)"
  )
  static let audits = Flag("limit", short: "n", value: "N", "at most N audits (20)")
  static let failUnder = Flag(
    "fail-under",
    value: "X",
    "status 1 only when a smaller share of the queries is kept, from 0 to 1"
  )
  static let since = Flag(
    "since",
    value: "AUDIT",
    "what changed since an audit: its number, a date, or yesterday"
  )
  static let rounds = Flag("rounds", value: "N", "attempts per skill at most (8)")
  static let budget = Flag(
    "budget",
    value: "USD",
    "what all attempts together may cost; a request that could pass it is not made"
  )
  static let purpose = Flag(
    "for",
    value: "PURPOSE",
    choices: Purpose.allCases.map(\.rawValue),
    "what texts are sent for: embedding, teach or search"
  )
  static let wanted = Flag("wanted", "the lessons that broken contracts asked for, and nothing else")
  static let attend = Flag("attend", "the same whenever a line comes on standard input, until it ends")
  static let playbook = Flag(
    "from",
    value: "PLAYBOOK",
    "a playbook to make the skill from: repeat it for several"
  )
  static let skillName = Flag("name", value: "NAME", "the skill's name (the playbook's, unless given)")
  static let junit = Flag("junit", value: "FILE", "write the results for a build server")
  static let html = Flag("html", value: "FILE", "write a page to look at")

  // MARK: For models

  static let noRerank = Flag("no-rerank", isIgnored: true, "do not rank again by a model")
  static let candidates = Flag(
    "candidate-limit",
    short: "C",
    value: "N",
    isIgnored: true,
    "how many hits a model ranks again"
  )
  static let chunks = Flag(
    "chunk-strategy",
    value: "KIND",
    choices: ["auto", "regex"],
    isIgnored: true,
    "how texts are cut for a model"
  )
  static let noGPU = Flag("no-gpu", isIgnored: true, "compute without a graphics card")
  static let force = Flag("force", short: "f", "do it again for everything")
  static let maxDocuments = Flag("max-docs-per-batch", value: "N", isIgnored: true, "documents in a batch")
  static let maxMegabytes = Flag("max-batch-mb", value: "N", isIgnored: true, "megabytes in a batch")
  static let timeout = Flag("timeout", value: "MINUTES", "stop after so long (30; 0 never)")
  static let retrievalSet = Flag("ir", value: "FOLDER", "a retrieval set instead of a fixture")
  static let split = Flag("split", value: "NAME", "only the queries of this split, such as test")
  static let refresh = Flag("refresh", "fetch it again, even where it is whole")
  static let progress = Flag("progress", "say what is being done, also where there is no terminal")
  static let models: [Flag] = [noRerank, candidates, chunks, noGPU]

  /// Those of `query`, in which a language model may take part.
  static let asking: [Flag] =
    finding.filter { ![noRerank, candidates].contains($0) } + [
      Flag("no-rerank", "have no language model rank the best hits again"),
      Flag(
        "candidate-limit",
        short: "C",
        value: "N",
        "how many hits a language model ranks again (\(QueryModel.candidates))"
      ),
    ]
}
