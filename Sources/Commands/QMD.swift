import Glibc
import Memory
import Plumbing
/// The verbs of the command line.
public enum QMD {
  public static func main() async -> Int32 {
    Launch.prepare()
    let a = CommandLine.arguments
    let env = Launch.environment()
    let places = Places(environment: env)
    func load() -> Watcher.ConfigUpdate {
      do { return .config(try Config.parse((try? Files.read(places.config) ?? []) ?? [], home: places.home, folder: places.config.parent)) } catch { return .broken("\(error)") }
    }
    guard case .config(let config) = load() else { print("bad config"); return 1 }
    do {
    switch a[1] {
    case "add":
      var edit = try ConfigEdit((try? Files.read(places.config) ?? []) ?? [], home: places.home, folder: places.config.parent)
      try edit.addCollection(a[3], path: Files.realPath(FilePath(a[2]))!.text)
      try Files.createFolder(places.config.parent)
      try Files.replace(places.config, with: edit.bytes)
      let w = try IndexWriter(places.index); let ix = Indexer(w, edit.config)
      let t0 = Moment.now
      let t = try ix.reconcile(edit.config[a[3]]!)
      print(t, Moment.now.milliseconds(since: t0))
      let t1 = Moment.now
      if t.added > 200 { try w.tidy(everything: true) }
      print("tidy", Moment.now.milliseconds(since: t1))
    case "update":
      let w = try IndexWriter(places.index); let ix = Indexer(w, config)
      for c in config.collections { print(try ix.reconcile(c)) }
    case "search":
      let r = SearchRequest(a[2], limit: a.count > 3 ? Int(a[3])! : 5)
      let reader: IndexReader? = try? IndexReader(places.index)
      let s = try Search(reader, config, isWatched: WatchState.isAlive(index: places.index))
      let answer = try s.answer(r)
      for h in answer.hits { print(h.score, h.collection, h.path, h.title, h.passage.line, h.explanation.points, h.explanation.coverage) }
      print(answer.suggestions, answer.freshness)
    case "watch":
      Launch.holdSignals()
      let w = try Watcher(places, log: Log.standardError(env["QMD_LOG"])) { load() }
      let ww = w.control
      _ = BlockingThread { while true { let n = Launch.nextSignal(); if n == SIGHUP { ww.reload() } else { ww.stop(); return } } }
      w.run()
    default: break }
    } catch { print("error:", error); return 1 }
    return 0
  }
}
