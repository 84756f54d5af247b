import Foundation
import Plumbing
package import Providers
import Testing

/// The model that `make test` fetches into the build folder.
///
/// Without it the tests that need it fail: a suite that passes by not looking would say nothing.
package enum RealModel {
  private static let data = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appending(path: ".build/data")

  /// What a program finds it by.
  package static func environment() throws -> [String: String] {
    _ = try folder()
    return ["XDG_DATA_HOME": data.path]
  }

  package static func folder() throws -> ModelFolder {
    let folder = ModelFolder(in: FilePath(data.path).appending("qmd/models"))
    try #require(
      folder.isPresent,
      "the weights of \(folder.model.name) are not in \(folder.path) — run `make test`, which fetches them"
    )
    return folder
  }
}
