// What Heatsoak uses of SwiftUI. For type checks on Linux; nothing here runs. No copy of Apple's text declares these for
// comparison: what is wrong here is found by the first build on a Mac.
@_exported import Foundation
@_exported import Observation

@MainActor @preconcurrency public protocol View {
  associatedtype Body: View
  @ViewBuilder @MainActor @preconcurrency var body: Body { get }
}

extension Never: View { public var body: Never { fatalError() } }

extension Optional: View where Wrapped: View { public var body: Never { fatalError() } }

public struct AnyStub: View { public var body: Never { fatalError() } }

public struct EmptyView: View {
  public init() {}
  public var body: Never { fatalError() }
}

public struct TupleView<each V: View>: View { public var body: Never { fatalError() } }

@resultBuilder public struct ViewBuilder {
  public static func buildExpression<V: View>(_ view: V) -> V { view }
  public static func buildBlock() -> EmptyView { fatalError() }
  public static func buildBlock<V: View>(_ view: V) -> V { view }
  public static func buildBlock<each V: View>(_ view: repeat each V) -> TupleView<repeat each V> { fatalError() }
  public static func buildEither<A: View>(first: A) -> AnyStub { fatalError() }
  public static func buildEither<A: View>(second: A) -> AnyStub { fatalError() }
  public static func buildIf<V: View>(_ view: V?) -> V? { view }
}

@MainActor @preconcurrency public protocol App {
  associatedtype Body: Scene
  @SceneBuilder @MainActor @preconcurrency var body: Body { get }
  @MainActor @preconcurrency init()
}

extension App { @MainActor public static func main() { fatalError() } }

@MainActor @preconcurrency public protocol Scene {}

@resultBuilder public struct SceneBuilder { public static func buildBlock<S: Scene>(_ scene: S) -> S { scene } }

public struct WindowGroup<C: View>: Scene { public init(@ViewBuilder content: () -> C) { fatalError() } }
