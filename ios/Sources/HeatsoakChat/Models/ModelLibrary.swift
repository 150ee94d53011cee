import Foundation
import Observation

/// How it stands with one model; those that are on their way with the bytes that have come.
public enum ModelState: Sendable, Equatable {
  case absent
  case receiving(Int64)
  case checking
  case paused(Int64)
  case installed(hasUpdate: Bool)
  case failed(ChatProblem)
}

/// The list of models as a screen shows it: what can be had, what is there, what is on its way.
@MainActor @Observable public final class ModelLibrary {
  /// What can be had.
  public let catalogue: Catalogue
  /// Where the files are.
  public let store: ModelStore
  private var states: [String: ModelState] = [:]
  private var downloads: [String: Task<Void, Never>] = [:]
  private let free: (@Sendable () -> Int64?)?

  /// `free` is the room on the disk in bytes; what the system says where it is not given.
  public init(_ catalogue: Catalogue, store: ModelStore, free: (@Sendable () -> Int64?)? = nil) {
    self.catalogue = catalogue
    self.store = store
    self.free = free
    for entry in catalogue.models { states[entry.id] = onDisk(entry) }
  }

  /// Of one model.
  public func state(_ entry: ModelEntry) -> ModelState { states[entry.id] ?? .absent }

  /// The models that are there, in the catalogue's order.
  public var installed: [ModelEntry] { catalogue.models.filter { store.installed($0.id) != nil } }

  /// Begins a download, or goes on with one that was paused.
  public func download(_ entry: ModelEntry) {
    guard downloads[entry.id] == nil else { return }
    states[entry.id] = .receiving(store.receivedBytes(entry))
    let download = ModelDownload(entry, to: store, free: free)
    let (steps, progress) = AsyncStream.makeStream(of: ModelDownload.Step.self, bufferingPolicy: .bufferingNewest(1))
    downloads[entry.id] = Task {
      async let shown: Void = show(steps, of: entry)
      let end: ModelState
      do {
        _ = try await download.run { progress.yield($0) }
        end = .installed(hasUpdate: false)
      } catch is CancellationError {
        end = .paused(store.receivedBytes(entry))
      } catch {
        end = .failed(.of(error))
      }
      progress.finish()
      await shown
      states[entry.id] = end
      downloads[entry.id] = nil
    }
  }

  /// What has come stays.
  public func pause(_ entry: ModelEntry) { downloads[entry.id]?.cancel() }

  /// Returns when the download of this model has ended or was paused.
  public func finished(_ entry: ModelEntry) async { await downloads[entry.id]?.value }

  /// Takes a model away.
  public func remove(_ entry: ModelEntry) async {
    pause(entry)
    await finished(entry)
    do { try store.remove(entry.id) } catch { states[entry.id] = .failed(.of(error)) }
    states[entry.id] = onDisk(entry)
  }

  /// Asks for each installed model whether there is another version; who cannot be asked has none.
  public func checkForUpdates() async {
    for entry in installed {
      guard let model = store.installed(entry.id), downloads[entry.id] == nil else { continue }
      let hasUpdate = (try? await UpdateCheck(entry, installed: model).isThereAnother()) ?? false
      if downloads[entry.id] == nil { states[entry.id] = .installed(hasUpdate: hasUpdate) }
    }
  }

  func isOnItsWay(_ entry: ModelEntry) -> Bool { downloads[entry.id] != nil }

  func show(_ state: ModelState, of entry: ModelEntry) { states[entry.id] = state }

  private func show(_ steps: AsyncStream<ModelDownload.Step>, of entry: ModelEntry) async {
    for await step in steps {
      switch step {
      case .receiving(let bytes): states[entry.id] = .receiving(bytes)
      case .checking: states[entry.id] = .checking
      }
    }
  }

  private func onDisk(_ entry: ModelEntry) -> ModelState {
    if store.installed(entry.id) != nil { return .installed(hasUpdate: false) }
    if store.isDamaged(entry.id) { return .failed(.damagedModel(name: entry.name)) }
    let received = store.receivedBytes(entry)
    return received > 0 ? .paused(received) : .absent
  }
}
