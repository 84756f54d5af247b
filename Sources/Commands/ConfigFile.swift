import Memory
import Plumbing

/// The user's config file, for the verbs that change it.
struct ConfigFile {
  private let call: Invocation
  /// The text with the changes so far.
  var edit: ConfigEdit
  private let before: [UInt8]
  private let wasTrusted: Bool

  init(_ call: Invocation) throws {
    self.call = call
    let places = call.places
    do throws(SystemError) {
      before = try Files.read(places.config) ?? []
    } catch {
      throw Failure("cannot read \(places.config) (\(error.reason.lowercased())) — check its rights")
    }
    do throws(ConfigEditError) {
      edit = try ConfigEdit(
        before,
        home: places.home,
        folder: Configuration.folder(places),
        file: places.config.lastComponent.text
      )
    } catch {
      throw Failure("\(places.config.parent)/\(error) — correct the line; nothing was done")
    }
    // What the user changes by our own verbs stays approved, unless somebody else had put in what was not.
    guard let project = places.project else {
      wasTrusted = false
      return
    }
    wasTrusted =
      !Trust.isNeeded(for: edit.config, in: project) || Trust(places, call.environment).covers(before)
  }

  /// Writes the file when anything was changed.
  func save() throws {
    guard edit.bytes != before else { return }
    do throws(SystemError) {
      try Files.createFolder(call.places.config.parent)
      try Files.replace(call.places.config, with: edit.bytes)
    } catch {
      throw Failure.cannotWrite(call.places.config, error)
    }
    if wasTrusted, let project = call.places.project, Trust.isNeeded(for: edit.config, in: project) {
      try Trust(call.places, call.environment).approve(edit.bytes)
    }
    call.forgetConfiguration()
  }
}
