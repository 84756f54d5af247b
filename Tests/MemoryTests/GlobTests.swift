import Memory
import Plumbing
import Support
import Testing

struct GlobTests {
  @Test(
    arguments: [
      (
        "**/*.md", ["a.md", "a/b.md", "a/b/c.md"],
        ["a.txt", ".a.md", ".x/a.md", "a/.x/b.md", "a/.md", "md", ""]
      ),
      ("*.md", ["a.md"], ["a/b.md", ".a.md"]),
      ("**", ["a", "a/b"], [".a", "a/.b"]),
      ("docs/**", ["docs/a", "docs/a/b.md", "docs"], ["doc/a", "docsx/a", "x/docs/a", "docs/.a"]),
      ("docs/", ["docs/a/b"], ["docsx"]),
      ("/docs/*.md", ["docs/a.md"], ["a/docs/a.md"]),
      ("./a/./b", ["a/b"], ["a"]),
      ("a/**/b", ["a/b", "a/x/b", "a/x/y/b"], ["a/x", "ab", "a/xb", "a/.x/b"]),
      ("**/a/**/b/**/c", ["a/b/c", "x/a/y/b/z/c", "a/b/b/c/c"], ["a/c", "b/a/c"]),
      (
        "**/.claude/**/SKILL.md", [".claude/SKILL.md", "x/.claude/s/a/SKILL.md"],
        ["x/.git/SKILL.md", "SKILL.md"]
      ),
      ("**/.*/x", [".a/x", "b/.a/x"], ["a/x", ".a/.b/x/y"]),
      ("?.md", ["a.md", "é.md"], ["ab.md", ".md", "/.md"]),
      ("[a-c]x", ["ax", "cx"], ["dx", "x", "-x"]),
      ("[!a-c]x", ["dx", "éx"], ["ax", ".x"]),
      ("[^a]", ["b"], ["a"]),
      ("[é-ö]x", ["öx", "ëx"], ["zx"]),
      ("[]a]x", ["]x", "ax"], ["bx"]),
      ("[a", ["[a"], ["a"]),
      ("a[b/c]d", ["a[b/c]d"], ["abd"]),
      ("{a,b}.md", ["a.md", "b.md"], ["c.md", "ab.md", "{a,b}.md"]),
      ("**/*.{md,{txt,org}}", ["a.md", "x/a.org", "a.txt"], ["a.rst"]),
      ("{,x}a", ["a", "xa"], ["x"]),
      ("{a}", ["{a}"], ["a"]),
      ("{a,b", ["{a", "b"], ["a"]),
      ("{{a,b}}", ["{a}", "{b}"], ["a"]),
      ("*.md, docs/**/*.txt ,", ["a.md", "docs/x/a.txt"], ["a.txt", " docs/a.txt"]),
      ("a\\*b", ["a*b"], ["axb"]),
      ("a\\,b", ["a,b"], ["a", "b"]),
      ("[,]", [","], ["a"]),
      ("a**b", ["ab", "axxb"], ["a/b"]),
      ("*", ["a"], [".", "..", ".a", "a/b"]),
      ("été/*.md", ["été/a.md"], ["ete/a.md"]),
    ] as [(String, [String], [String])]
  )
  func `a pattern means these paths and not those`(pattern: String, these: [String], those: [String]) throws {
    let glob = try Glob(pattern)
    for path in these { #expect(glob.matches(Array(path.utf8)), "\(pattern) means \(path)") }
    for path in those { #expect(!glob.matches(Array(path.utf8)), "\(pattern) does not mean \(path)") }
  }

  @Test func `names that are not UTF-8 are matched byte by byte`() throws {
    #expect(try Glob("a?b*").matches([0x61, 0xFF, 0x62, 0xC3]))
    #expect(try Glob("**/*.md").matches([0xFF, 0x2E, 0x6D, 0x64]))
    #expect(try !Glob("[a-z]").matches([0xFF]))
    #expect(try Glob("*").matches([0x2F, 0x61, 0x2F][...].dropFirst().dropLast()))
  }

  @Test(
    arguments: [
      ("**/*.md", ["", "a", "a/b"], [".a", "a/.git"]),
      ("docs/*.md", ["", "docs"], ["doc", "docs/x", "a"]),
      ("docs/**", ["", "docs", "docs/x"], ["x"]),
      ("*.md", [""], ["a"]),
      ("**/.claude/**/SKILL.md", ["a", ".claude", "a/.claude/skills"], [".git"]),
      ("{a,b/c}/*.md", ["a", "b", "b/c"], ["c", "a/b"]),
    ] as [(String, [String], [String])]
  )
  func `a walk goes only where something may match`(pattern: String, into: [String], past: [String]) throws {
    let glob = try Glob(pattern)
    for folder in into { #expect(glob.mayMatch(below: Array(folder.utf8)), "\(pattern) into \(folder)") }
    for folder in past { #expect(!glob.mayMatch(below: Array(folder.utf8)), "\(pattern) past \(folder)") }
  }

  @Test(
    .ends(withinMinutes: 5),
    arguments: ["*a*a*a*a*a*a*a*b", "**/**/**/a*/**/a*/**/**/b", "*[a]*?*[a]*b"]
  )
  func `a pattern with many stars takes no long time`(pattern: String) throws {
    let glob = try Glob(pattern)
    let name = [UInt8](repeating: UInt8(ascii: "a"), count: 4_000)
    let deep = Array(String(repeating: "aaaa/", count: 800).utf8)
    let clock = ContinuousClock()
    let time = clock.measure {
      #expect(!glob.matches(name))
      #expect(!glob.matches(deep))
    }
    #expect(time < .seconds(5) * Sanitizer.slowness)
  }

  @Test(
    arguments: [
      ("", "empty"), (" , ", "empty"),
      (String(repeating: "{a,b}", count: 10), "a union of more than 1,000 alternatives"),
      (String(repeating: "{a,b,", count: 60) + "c" + String(repeating: "}", count: 60), nil),
      (String(repeating: "a/", count: 63), "more than 62 folders deep"),
      (String(repeating: "a", count: 5_000), "longer than 4096 bytes"),
    ] as [(String, String?)]
  )
  func `a pattern beyond all bounds is refused`(pattern: String, problem: String?) throws {
    guard let problem else {
      #expect(try Glob(pattern).matches(Array("c".utf8)))
      return
    }
    #expect {
      try Glob(pattern)
    } throws: {
      ($0 as? GlobError)?.problem == problem
    }
  }

  // MARK: Scope

  static func scope(_ pattern: String = "**/*.md", ignore: [String] = []) throws -> Scope {
    try Scope(Collection(name: "n", path: FilePath("/n"), pattern: pattern, ignore: ignore))
  }

  @Test(
    arguments: [
      "node_modules", ".git", ".cache", "vendor", "dist", "build", ".obsidian", ".x",
    ])
  func `a folder that never holds memories is left out at any depth`(name: String) throws {
    let scope = try Self.scope()
    for folder in [name, "a/\(name)", "a/\(name)/b"] {
      #expect(!scope.descends(into: Array(folder.utf8)))
      #expect(!scope.admits(file: Array("\(folder)/x.md".utf8)))
    }
    #expect(scope.descends(into: Array("a\(name)".utf8)))
    #expect(scope.admits(file: Array("a\(name)/x.md".utf8)))
  }

  @Test func `a dot folder is entered when the pattern spells it out`() throws {
    let scope = try Self.scope("**/.claude/**/SKILL.md, *.md")
    #expect(scope.descends(into: Array(".claude/skills/a".utf8)))
    #expect(scope.descends(into: Array("proj/.claude".utf8)))
    #expect(scope.admits(file: Array("proj/.claude/skills/a/SKILL.md".utf8)))
    #expect(!scope.admits(file: Array("proj/.claude/.hidden/SKILL.md".utf8)))
    #expect(!scope.admits(file: Array("proj/.codex/SKILL.md".utf8)))
    #expect(!scope.descends(into: Array("proj/.codex".utf8)))
    #expect(try !Self.scope("**/.*/x.md").admits(file: Array(".a/x.md".utf8)), "a star spells nothing out")
    #expect(try !Self.scope("**/.git/x.md").admits(file: Array(".git/x.md".utf8)), "never")
  }

  @Test(
    arguments: [
      "a.swp", "a~", "4913", "#a#", "a.tmp", ".a.swp", ".a.swo", ".#a", ".syncthing.a.tmp", ".~lock.a#",
    ])
  func `what an editor leaves behind is no memory`(name: String) throws {
    let scope = try Self.scope("**")
    #expect(!scope.admits(file: Array(name.utf8)))
    #expect(!scope.admits(file: Array("sub/\(name)".utf8)))
    #expect(scope.admits(file: Array("sub/\(name)x".utf8)) == !name.hasPrefix("."))
  }

  @Test func `an ignored folder is ignored with all it holds`() throws {
    let scope = try Self.scope(ignore: ["drafts/**", "**/old", "private/", "*.secret.md", "**/.x/**"])
    for path in ["drafts/a.md", "drafts/b/a.md", "a/old/x/y.md", "private/a.md", "a.secret.md"] {
      #expect(!scope.admits(file: Array(path.utf8)), "\(path)")
    }
    for path in ["a.md", "a/drafts/b.md", "olds/x.md", "a/b.secret.md"] {
      #expect(scope.admits(file: Array(path.utf8)), "\(path)")
    }
    #expect(!scope.descends(into: Array("drafts".utf8)))
    #expect(!scope.descends(into: Array("a/old/b".utf8)))
    #expect(scope.descends(into: []))
    #expect(scope.ignoreRule(for: Array("private/a.md".utf8)) == "private/")
    #expect(scope.ignoreRule(for: Array("a.md".utf8)) == nil)
  }

  @Test func `whatever is admitted can be walked to`() throws {
    let names = ["a", ".claude", "build", "old", "x.md", "SKILL.md"]
    let scope = try Self.scope("**/.claude/*/SKILL.md, a/**/x.md, {old,a/a}/*", ignore: ["**/old/a"])
    for first in names {
      for second in names {
        for third in names {
          guard scope.admits(file: Array("\(first)/\(second)/\(third)".utf8)) else { continue }
          #expect(scope.descends(into: Array(first.utf8)))
          #expect(scope.descends(into: Array("\(first)/\(second)".utf8)))
        }
      }
    }
  }
}
