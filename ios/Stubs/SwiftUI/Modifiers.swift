public struct Font: Sendable {
  public static let title2 = Font()
  public static let headline = Font()
  public static let subheadline = Font()
  public static let footnote = Font()
  public static let caption = Font()
}

public struct Edge: Sendable { public struct Set: Sendable { public static let all = Set() } }

public protocol TextSelectability {}
public struct EnabledTextSelectability: TextSelectability {}
extension TextSelectability where Self == EnabledTextSelectability { public static var enabled: Self { fatalError() } }

public protocol LabelStyle {}
public struct IconOnlyLabelStyle: LabelStyle {}
extension LabelStyle where Self == IconOnlyLabelStyle { public static var iconOnly: Self { fatalError() } }

public protocol TextFieldStyle {}
public struct RoundedBorderTextFieldStyle: TextFieldStyle {}
extension TextFieldStyle where Self == RoundedBorderTextFieldStyle { public static var roundedBorder: Self { fatalError() } }

public protocol PrimitiveButtonStyle {}
public struct BorderlessButtonStyle: PrimitiveButtonStyle {}
extension PrimitiveButtonStyle where Self == BorderlessButtonStyle { public static var borderless: Self { fatalError() } }

public struct TextInputAutocapitalization: Sendable { public static var never: TextInputAutocapitalization { fatalError() } }

public struct AccessibilityChildBehavior: Sendable {
  public static let ignore = AccessibilityChildBehavior()
  public static let combine = AccessibilityChildBehavior()
}

@MainActor extension View {
  public func navigationTitle(_ title: LocalizedStringKey) -> some View { AnyStub() }
  public func toolbar<C: View>(@ViewBuilder content: () -> C) -> some View { AnyStub() }
  public func tabItem<C: View>(@ViewBuilder _ label: () -> C) -> some View { AnyStub() }
  public func safeAreaInset<C: View>(edge: VerticalEdge, @ViewBuilder content: () -> C) -> some View { AnyStub() }
  public func defaultScrollAnchor(_ anchor: UnitPoint?) -> some View { AnyStub() }
  public func padding(_ edges: Edge.Set = .all) -> some View { AnyStub() }
  public func frame(width: CGFloat? = nil, height: CGFloat? = nil) -> some View { AnyStub() }
  public func background<S: ShapeStyle>(_ style: S) -> some View { AnyStub() }
  public func font(_ font: Font?) -> some View { AnyStub() }
  public func foregroundStyle<S: ShapeStyle>(_ style: S) -> some View { AnyStub() }
  public func lineLimit(_ limit: ClosedRange<Int>) -> some View { AnyStub() }
  public func textSelection<S: TextSelectability>(_ selectability: S) -> some View { AnyStub() }
  public func labelStyle<S: LabelStyle>(_ style: S) -> some View { AnyStub() }
  public func textFieldStyle<S: TextFieldStyle>(_ style: S) -> some View { AnyStub() }
  public func buttonStyle<S: PrimitiveButtonStyle>(_ style: S) -> some View { AnyStub() }
  public func textInputAutocapitalization(_ value: TextInputAutocapitalization?) -> some View { AnyStub() }
  public func autocorrectionDisabled(_ disable: Bool = true) -> some View { AnyStub() }
  public func disabled(_ disabled: Bool) -> some View { AnyStub() }
  public func tag<V: Hashable>(_ tag: V) -> some View { AnyStub() }
  public func onAppear(perform action: (() -> Void)? = nil) -> some View { AnyStub() }
  public func onChange<V: Equatable>(of value: V, initial: Bool = false, _ action: @escaping () -> Void) -> some View { AnyStub() }
  public func onOpenURL(perform action: @escaping (URL) -> Void) -> some View { AnyStub() }
  public func task(@_inheritActorContext _ action: @escaping @Sendable @MainActor () async -> Void) -> some View { AnyStub() }
  public func accessibilityIdentifier(_ identifier: String) -> some View { AnyStub() }
  public func accessibilityLabel(_ label: LocalizedStringKey) -> some View { AnyStub() }
  public func accessibilityValue(_ value: Text) -> some View { AnyStub() }
  public func accessibilityHidden(_ hidden: Bool) -> some View { AnyStub() }
  public func accessibilityElement(children: AccessibilityChildBehavior = .ignore) -> some View { AnyStub() }
}
