import Foundation
import Support
import Testing

@testable import Commands

/// What shells offer when somebody presses Tab: each shell is asked itself.
@Suite(.temporaryHouse) struct CompletionTests {
  private let house = TemporaryHouse.current

  /// What is typed before Tab, and what is offered.
  static let offers: [(typed: String, offered: Set<String>)] = [
    ("qmd sea", ["search"]),
    ("qmd collection re", ["remove", "rename"]),
    ("qmd --index other trust ", ["list", "revoke"]),
    ("qmd search x --min", ["--min-score"]),
    ("qmd collection add --glo", ["--glob"]),
    ("qmd watch stop --dae", []),
    ("qmd search x --format j", ["json"]),
    ("qmd search x -c n", ["notes"]),
    ("qmd collection rm ", ["notes", "work"]),
    ("qmd ls ", ["notes", "work"]),
    ("qmd completions ", ["bash", "fish", "zsh"]),
    ("qmd help comp", ["completions"]),
    ("qmd collection add mem", ["memories"]),
    ("qmd search mem", []),
  ]

  @Test(arguments: CompletionScript.Shell.allCases)
  func `each shell gets its completions`(shell: CompletionScript.Shell) throws {
    let outcome = try house.qmd("completions", shell.rawValue)
    #expect(outcome.status == 0)
    try expectGolden(outcome.output, "completions.\(shell)")
  }

  private static let programs: [CompletionScript.Shell: String] = [
    .bash: "/bin/bash", .zsh: "/usr/bin/zsh", .fish: "/usr/bin/fish",
  ]
  static let installed = CompletionScript.Shell.allCases.filter {
    FileManager.default.isExecutableFile(atPath: programs[$0] ?? "")
  }

  @Test(arguments: installed)
  func `Tab offers what may stand there`(shell: CompletionScript.Shell) throws {
    let library = try SampleLibrary()
    try library.house.qmd("collection", "add", "memories", "--name", "work", "--mask", "*.txt")
    let scripts = house.root.appending(path: "scripts")
    try FileManager.default.createDirectory(at: scripts, withIntermediateDirectories: true)
    // zsh finds it by this name.
    try Data(try house.qmd("completions", shell.rawValue).output.utf8).write(
      to: scripts.appending(path: "_qmd")
    )
    try Data(Self.zshSetup.utf8).write(to: scripts.appending(path: "setup"))
    let asking = scripts.appending(path: "asking")
    try Data(Self.asking[shell, default: ""].utf8).write(to: asking)
    for (typed, offered) in Self.offers {
      let outcome = try house.start(
        URL(filePath: Self.programs[shell] ?? ""),
        (shell == .fish ? ["--no-config"] : []) + [asking.path, typed],
        environment: [
          "PATH": TemporaryHouse.program.deletingLastPathComponent().path + ":/usr/bin:/bin",
          "SCRIPTS": scripts.path, "TERM": "dumb",
        ]
      )
      let found = outcome.output.split(separator: "\n").map { $0.hasSuffix("/") ? $0.dropLast() : $0 }
      #expect(Set(found.map(String.init)) == offered, "\(shell): \(typed)⇥ \(outcome.error)")
      #expect(outcome.error == "")
    }
  }

  /// For each shell a script that is given what is typed, and prints what is offered, one a line.
  private static let asking: [CompletionScript.Shell: String] = [
    .bash: """
    source "$SCRIPTS/_qmd"
    read -ra COMP_WORDS <<<"$1"
    [[ $1 == *' ' ]] && COMP_WORDS+=('')
    COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
    _qmd
    printf '%s\\n' "${COMPREPLY[@]}"
    """,
    .fish: """
    source $SCRIPTS/_qmd
    complete -C $argv[1] | string split -f 1 \\t
    """,
    // Completion needs a terminal and its line editor, so a second zsh has them.
    .zsh: """
    zmodload zsh/zpty
    zpty shell zsh -f -i
    zpty -w shell 'source $SCRIPTS/setup'
    zpty -r shell seen '*ready> *'
    zpty -w -n shell "$1"$'\\t'
    zpty -r shell seen '*gathered*'
    zpty -d shell
    cat $SCRIPTS/found
    """,
  ]

  private static let zshSetup = """
    PS1='ready> '
    fpath=($SCRIPTS $fpath)
    autoload -Uz compinit && compinit -u -D
    candidates=()
    compadd() {
      if [[ ${@[1,(i)(-|--)]} == *-(O|A|D)\\ * ]]; then builtin compadd "$@"; return; fi
      local -a found
      builtin compadd -O found "$@"
      candidates+=("${found[@]}")
      builtin compadd "$@"
    }
    gather() {
      candidates=()
      _main_complete
      print -rl -- $candidates > $SCRIPTS/found
      compstate[insert]= compstate[list]=
      print gathered
    }
    zle -C gather complete-word gather
    bindkey '^I' gather
    """
}
