import Memory
import Plumbing
import Testing

struct PlacesTests {
  static func places(
    _ environment: [String: String],
    index: String? = nil,
    files: Set<FilePath> = []
  ) -> Places {
    Places(
      environment: ["HOME": "/home/me", "PWD": "/home/me/proj/a"].merging(environment) { $1 },
      index: index,
      fallback: ({ FilePath("/from/getcwd") }, { FilePath("/from/passwd") }),
      exists: { files.contains($0) }
    )
  }

  @Test(
    arguments: [
      ([:], nil, "/home/me/.config/qmd/index.yml"),
      (["XDG_CONFIG_HOME": "/xc"], nil, "/xc/qmd/index.yml"),
      (["XDG_CONFIG_HOME": ""], nil, "/home/me/.config/qmd/index.yml"),
      (["XDG_CONFIG_HOME": "relative"], nil, "/home/me/.config/qmd/index.yml"),
      (["XDG_CONFIG_HOME": "/xc", "QMD_CONFIG_DIR": "/qc"], nil, "/qc/index.yml"),
      (["QMD_CONFIG_DIR": "conf"], nil, "/home/me/proj/a/conf/index.yml"),
      (["QMD_CONFIG_DIR": "/qc"], "work", "/qc/work.yml"),
      ([:], "work", "/home/me/.config/qmd/work.yml"),
      ([:], "", "/home/me/.config/qmd/index.yml"),
      ([:], "x/y", "/home/me/.config/qmd/home_me_proj_a_x_y.yml"),
      ([:], "../y", "/home/me/.config/qmd/home_me_proj_y.yml"),
      ([:], "/abs/y", "/home/me/.config/qmd/abs_y.yml"),
      (["HOME": ""], nil, "/from/passwd/.config/qmd/index.yml"),
      (["PWD": "nowhere"], "x/y", "/home/me/.config/qmd/from_getcwd_x_y.yml"),
    ] as [([String: String], String?, String)]
  )
  func `the config lies where the environment says`(
    environment: [String: String],
    index: String?,
    config: String
  ) {
    #expect(Self.places(environment, index: index).config == FilePath(config))
  }

  @Test(
    arguments: [
      ([:], nil, "/home/me/.cache/qmd/index.sqlite"),
      (["XDG_CACHE_HOME": "/xk"], nil, "/xk/qmd/index.sqlite"),
      (["XDG_CACHE_HOME": "/xk"], "work", "/xk/qmd/work.sqlite"),
      (["INDEX_PATH": "/my.db"], nil, "/my.db"),
      (["INDEX_PATH": "/my.db"], "work", "/my.db"),
      (["INDEX_PATH": "my.db"], nil, "/home/me/proj/a/my.db"),
    ] as [([String: String], String?, String)]
  )
  func `the index lies where the environment says`(
    environment: [String: String],
    index: String?,
    path: String
  ) {
    #expect(Self.places(environment, index: index).index == FilePath(path))
  }

  @Test func `a project's own index is found from below, and only without a name`() {
    let files: Set = [FilePath("/home/me/proj/.qmd/index.yml"), FilePath("/home/.qmd/index.yaml")]
    let local = Self.places(["INDEX_PATH": "/my.db", "QMD_CONFIG_DIR": "/qc"], files: files)
    #expect(local.config == FilePath("/home/me/proj/.qmd/index.yml"))
    #expect(local.index == FilePath("/home/me/proj/.qmd/index.sqlite"))
    #expect(local.project == FilePath("/home/me/proj"))
    #expect(local.isProjectLocal)
    let named = Self.places([:], index: "work", files: files)
    #expect(named.config == FilePath("/home/me/.config/qmd/work.yml"))
    #expect(!named.isProjectLocal)
    #expect(!Self.places([:]).isProjectLocal)
  }

  @Test func `yaml is preferred to yml in the same folder, nearer to farther`() {
    let here = FilePath("/home/me/proj/a/.qmd")
    let both: Set = [here.appending("index.yml"), here.appending("index.yaml")]
    #expect(Self.places([:], files: both).config == here.appending("index.yaml"))
    let farther: Set = [here.appending("index.yml"), FilePath("/.qmd/index.yaml")]
    #expect(Self.places([:], files: farther).config == here.appending("index.yml"))
    #expect(Self.places([:], files: [FilePath("/.qmd/index.yaml")]).project == FilePath("/"))
  }

  @Test func `what must not be lost lies in the state folder, sockets in the runtime folder`() {
    let plain = Self.places([:])
    #expect(plain.ledger == FilePath("/home/me/.local/state/qmd/ledger.sqlite"))
    #expect(plain.runtime == FilePath("/home/me/.local/state/qmd"))
    let set = Self.places(["XDG_STATE_HOME": "/xs", "XDG_RUNTIME_DIR": "/run/user/1"])
    #expect(set.ledger == FilePath("/xs/qmd/ledger.sqlite"))
    #expect(set.state == FilePath("/xs/qmd"))
    #expect(set.runtime == FilePath("/run/user/1/qmd"))
  }

  @Test func `the system is asked where the environment is silent`() {
    let places = Places(environment: [:])
    #expect(places.home.isAbsolute)
    #expect(places.workingFolder.exists)
  }
}
