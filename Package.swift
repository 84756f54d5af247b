// swift-tools-version: 6.2
import PackageDescription

// The house, from the roof down.  A module may import only modules below it;
// ArchitectureTests checks the imports, strict memory safety keeps pointers in Plumbing.
//
//   qmd → Commands → Teaching → Memory → Providers → Plumbing
//     → CSQLite, CText, CInotify, CBytes, CLinux, CKernels, CCurl, CServer

let house: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
  .strictMemorySafety(),
  .treatAllWarnings(as: .error),
]

let package = Package(
  name: "qmd",
  products: [.executable(name: "qmd", targets: ["qmd"])],
  targets: [
    // MARK: The program

    .executableTarget(name: "qmd", dependencies: ["Commands"], swiftSettings: house),
    .target(
      name: "Commands",
      dependencies: ["Teaching", "Memory", "Providers", "Plumbing"],
      // What `qmd skill` and `qmd hook install` give to agents is part of the program: one file to install.
      resources: [
        .embedInCode("Skills/qmd/SKILL.md"), .embedInCode("Skills/qmd/evals/recall.json"),
        .embedInCode("Hook/Extensions/pi.ts"), .embedInCode("Hook/Extensions/opencode.ts"),
      ],
      swiftSettings: house
    ),

    // MARK: The flows

    .target(name: "Teaching", dependencies: ["Memory", "Providers", "Plumbing"], swiftSettings: house),
    .target(name: "Memory", dependencies: ["Providers", "Plumbing"], swiftSettings: house),
    .target(name: "Providers", dependencies: ["Plumbing"], swiftSettings: house),

    // MARK: The ground

    .target(
      name: "Plumbing",
      dependencies: ["CSQLite", "CText", "CInotify", "CBytes", "CLinux", "CKernels", "CCurl", "CServer"],
      swiftSettings: house
    ),
    .systemLibrary(name: "CSQLite", providers: [.apt(["libsqlite3-dev"])]),
    .systemLibrary(
      name: "CText",
      providers: [.apt(["libcmark-gfm-dev", "libcmark-gfm-extensions-dev", "libyaml-dev"])]
    ),
    .systemLibrary(name: "CInotify", providers: [.apt(["libinotifytools0-dev"])]),
    .systemLibrary(name: "CBytes", providers: [.apt(["libzstd-dev", "nettle-dev"])]),
    .systemLibrary(name: "CLinux"),
    .target(name: "CCurl"),  // opens libcurl on first use
    .target(name: "CServer"),  // opens libmicrohttpd on first use
    // Without optimisation the tests' vectors would take minutes instead of seconds.
    .target(name: "CKernels", cSettings: [.unsafeFlags(["-O2"], .when(configuration: .debug))]),

    // MARK: Tests and benchmarks

    .target(
      name: "Support",
      dependencies: ["Memory", "Providers", "Plumbing"],
      path: "Tests/Support",
      exclude: ["Sanitizers"],
      swiftSettings: house
    ),
    .testTarget(name: "ArchitectureTests", swiftSettings: house),
    .testTarget(name: "PlumbingTests", dependencies: ["Plumbing", "Support"], swiftSettings: house),
    .testTarget(
      name: "ProvidersTests",
      dependencies: ["Providers", "Plumbing", "Support"],
      exclude: ["Fixtures"],
      swiftSettings: house
    ),
    .testTarget(
      name: "MemoryTests",
      dependencies: ["Memory", "Providers", "Support"],
      exclude: ["Fixtures"],
      swiftSettings: house
    ),
    .testTarget(
      name: "TeachingTests",
      dependencies: ["Teaching", "Memory", "Providers", "Plumbing", "Support"],
      swiftSettings: house
    ),
    .testTarget(
      name: "CommandsTests",
      dependencies: [
        "Commands", "Teaching", "Memory", "Providers", "Plumbing", "qmd", "confined", "Support",
      ],
      exclude: ["Golden", "MCP/official_client.py"],
      swiftSettings: house
    ),
    // The table of faults; `make faults-quick` and `make faults` run it, the fast suite does not.
    .testTarget(
      name: "Faults",
      dependencies: ["Memory", "Plumbing", "qmd", "Support"],
      path: "Tests/Faults",
      swiftSettings: house
    ),
    .testTarget(
      name: "SampleTests",
      dependencies: ["Memory", "Plumbing", "qmd", "Support"],
      swiftSettings: house
    ),
    // Gives up the rights that a watcher gives up, and tries what it must not be able to.
    .executableTarget(
      name: "confined",
      dependencies: ["Commands", "Memory", "Plumbing"],
      path: "Tests/Confined",
      swiftSettings: house
    ),
    .executableTarget(
      name: "plain-searches",
      dependencies: ["Memory", "Plumbing"],
      path: "Benchmarks/floors/plain_searches",
      swiftSettings: house
    ),
    .executableTarget(
      name: "tune",
      dependencies: ["Memory", "Plumbing"],
      path: "Benchmarks/tune",
      swiftSettings: house
    ),
    .executableTarget(
      name: "signs",
      dependencies: ["Memory", "Providers", "Plumbing"],
      path: "Benchmarks/signs",
      swiftSettings: house
    ),
    .executableTarget(
      name: "lessons",
      dependencies: ["Teaching", "Memory", "Providers", "Plumbing"],
      path: "Benchmarks/lessons",
      swiftSettings: house
    ),
    .executableTarget(
      name: "vectors",
      dependencies: ["Providers", "Plumbing"],
      path: "Benchmarks/vectors",
      swiftSettings: house
    ),
  ]
)

// What made-up inputs are put to. `make fuzz` builds it with every module measured by libFuzzer; in an ordinary build
// it is a test, which puts the inputs to it that were kept.
if Context.environment["QMD_FUZZ"] != nil {
  package.targets.append(
    .executableTarget(
      name: "fuzz",
      dependencies: ["Commands", "Memory", "Providers", "Plumbing"],
      path: "Fuzz",
      exclude: ["Seeds", "run", "SeedTests.swift"],
      swiftSettings: house
    )
  )
} else {
  package.targets.append(
    .testTarget(
      name: "FuzzTests",
      dependencies: ["Commands", "Memory", "Providers", "Plumbing"],
      path: "Fuzz",
      exclude: ["Seeds", "run", "main.swift"],
      swiftSettings: house
    )
  )
}
