public struct LocalizedStringKey: ExpressibleByStringInterpolation, Sendable {
  public init(stringLiteral: String) {}
}

public struct Text: View, Sendable {
  public init(_ key: LocalizedStringKey) {}
  @_disfavoredOverload public init<S: StringProtocol>(_ text: S) {}
  public init(verbatim: String) {}
  public static func + (one: Text, other: Text) -> Text { fatalError() }
  public var body: Never { fatalError() }
}

public struct Image: View, Sendable {
  public init(systemName: String) {}
  public var body: Never { fatalError() }
}

public struct Label<Title: View, Icon: View>: View {
  public init(@ViewBuilder title: () -> Title, @ViewBuilder icon: () -> Icon) {}
  public var body: Never { fatalError() }
}

extension Label where Title == Text, Icon == Image {
  public init(_ title: LocalizedStringKey, systemImage: String) { fatalError() }
}

public struct ButtonRole: Equatable, Sendable {
  public static let destructive = ButtonRole()
}

public struct Button<L: View>: View {
  public init(action: @escaping @MainActor () -> Void, @ViewBuilder label: () -> L) {}
  public var body: Never { fatalError() }
}

extension Button where L == Label<Text, Image> {
  public init(_ title: LocalizedStringKey, systemImage: String, action: @escaping @MainActor () -> Void) { fatalError() }
  public init(
    _ title: LocalizedStringKey, systemImage: String, role: ButtonRole?, action: @escaping @MainActor () -> Void
  ) { fatalError() }
}

public struct Toggle: View {
  public init(_ title: LocalizedStringKey, isOn: Binding<Bool>) {}
  public var body: Never { fatalError() }
}

public struct Picker<Value: Hashable, C: View>: View {
  public init(_ title: LocalizedStringKey, selection: Binding<Value>, @ViewBuilder content: () -> C) {}
  public var body: Never { fatalError() }
}

public enum Axis: Sendable { case horizontal, vertical }

public struct TextField: View {
  public init(_ title: LocalizedStringKey, text: Binding<String>) {}
  public init(_ title: LocalizedStringKey, text: Binding<String>, axis: Axis) {}
  public var body: Never { fatalError() }
}

public struct SecureField: View {
  public init(_ title: LocalizedStringKey, text: Binding<String>) {}
  public var body: Never { fatalError() }
}

public struct ProgressView<L: View>: View {
  public init(value: Double?, total: Double = 1, @ViewBuilder label: () -> L) {}
  public var body: Never { fatalError() }
}

extension ProgressView where L == EmptyView { public init() { fatalError() } }
extension ProgressView where L == Text { public init(_ title: LocalizedStringKey) { fatalError() } }

public struct LabeledContent<L: View, C: View>: View {
  public init(@ViewBuilder content: () -> C, @ViewBuilder label: () -> L) {}
  public var body: Never { fatalError() }
}

extension LabeledContent where L == Text, C == Text {
  public init<S: StringProtocol>(_ title: LocalizedStringKey, value: S) { fatalError() }
}

extension LabeledContent where L == Text {
  public init(_ title: LocalizedStringKey, @ViewBuilder content: () -> C) { fatalError() }
}
