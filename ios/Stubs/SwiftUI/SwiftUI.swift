// What Heatsoak uses of SwiftUI. For type checks on Linux; nothing here runs. No copy of Apple's text declares these for
// comparison: what is wrong here is found by the first build on a Mac.
@_exported import Foundation
@_exported import Observation

@MainActor @preconcurrency public protocol View {
  associatedtype Body: View
  @ViewBuilder @MainActor @preconcurrency var body: Body { get }
}

extension Never: View { public var body: Never { fatalError() } }

public struct AnyStub: View { public var body: Never { fatalError() } }

public struct TupleView<each V: View>: View { public var body: Never { fatalError() } }

@resultBuilder public struct ViewBuilder {
  public static func buildExpression<V: View>(_ view: V) -> V { view }
  public static func buildBlock<V: View>(_ view: V) -> V { view }
  public static func buildBlock<each V: View>(_ view: repeat each V) -> TupleView<repeat each V> { fatalError() }
  public static func buildEither<A: View>(first: A) -> AnyStub { fatalError() }
  public static func buildEither<A: View>(second: A) -> AnyStub { fatalError() }
  public static func buildOptional<V: View>(_ view: V?) -> AnyStub { fatalError() }
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

@propertyWrapper public struct State<T> {
  public init(wrappedValue: T) { fatalError() }
  public var wrappedValue: T { get { fatalError() } nonmutating set {} }
}

public struct LocalizedStringKey: ExpressibleByStringInterpolation, Sendable {
  public init(stringLiteral: String) {}
}

public struct Text: View {
  public init(_ key: LocalizedStringKey) {}
  @_disfavoredOverload public init<S: StringProtocol>(_ text: S) {}
  public var body: Never { fatalError() }
}

public struct Label: View {
  public init(_ title: LocalizedStringKey, systemImage: String) {}
  public var body: Never { fatalError() }
}

public struct LabeledContent: View {
  public init<S: StringProtocol>(_ title: LocalizedStringKey, value: S) {}
  public var body: Never { fatalError() }
}

public struct List<C: View>: View {
  public init(@ViewBuilder content: () -> C) { fatalError() }
  public var body: Never { fatalError() }
}

public struct Section<C: View>: View {
  public init(_ title: LocalizedStringKey, @ViewBuilder content: () -> C) { fatalError() }
  public var body: Never { fatalError() }
}

public struct NavigationStack<C: View>: View {
  public init(@ViewBuilder root: () -> C) { fatalError() }
  public var body: Never { fatalError() }
}

extension View {
  public func navigationTitle(_ title: LocalizedStringKey) -> some View { AnyStub() }
  public func accessibilityIdentifier(_ identifier: String) -> some View { AnyStub() }
  public func onOpenURL(perform action: @escaping (URL) -> Void) -> some View { AnyStub() }
  public func task(@_inheritActorContext _ action: @escaping @Sendable @MainActor () async -> Void) -> some View { AnyStub() }
}
