public struct HorizontalAlignment: Sendable {
  public static let leading = HorizontalAlignment()
  public static let trailing = HorizontalAlignment()
  public static let center = HorizontalAlignment()
}

public struct VerticalAlignment: Sendable {
  public static let bottom = VerticalAlignment()
  public static let center = VerticalAlignment()
}

public struct UnitPoint: Sendable { public static let bottom = UnitPoint() }

public enum VerticalEdge: Sendable { case top, bottom }

public struct Group<C: View>: View {
  public init(@ViewBuilder content: () -> C) {}
  public var body: Never { fatalError() }
}

public struct VStack<C: View>: View {
  public init(alignment: HorizontalAlignment = .center, spacing: CGFloat? = nil, @ViewBuilder content: () -> C) {}
  public var body: Never { fatalError() }
}

public struct LazyVStack<C: View>: View {
  public init(alignment: HorizontalAlignment = .center, spacing: CGFloat? = nil, @ViewBuilder content: () -> C) {}
  public var body: Never { fatalError() }
}

public struct HStack<C: View>: View {
  public init(alignment: VerticalAlignment = .center, spacing: CGFloat? = nil, @ViewBuilder content: () -> C) {}
  public var body: Never { fatalError() }
}

public struct ZStack<C: View>: View {
  public init(@ViewBuilder content: () -> C) {}
  public var body: Never { fatalError() }
}

public struct ScrollView<C: View>: View {
  public init(@ViewBuilder content: () -> C) {}
  public var body: Never { fatalError() }
}

public struct Form<C: View>: View {
  public init(@ViewBuilder content: () -> C) {}
  public var body: Never { fatalError() }
}

public struct List<C: View>: View {
  public init(@ViewBuilder content: () -> C) {}
  public init<D: RandomAccessCollection, R: View>(_ data: D, @ViewBuilder rowContent: @escaping (D.Element) -> R)
  where D.Element: Identifiable, C == ForEach<D, R> {}
  public var body: Never { fatalError() }
}

public struct ForEach<D: RandomAccessCollection, C: View>: View {
  public init(_ data: D, @ViewBuilder content: @escaping (D.Element) -> C) where D.Element: Identifiable {}
  public init<ID: Hashable>(_ data: D, id: KeyPath<D.Element, ID>, @ViewBuilder content: @escaping (D.Element) -> C) {}
  public var body: Never { fatalError() }
}

public struct Section<H: View, C: View, F: View>: View {
  public init(@ViewBuilder content: () -> C, @ViewBuilder header: () -> H, @ViewBuilder footer: () -> F) {}
  public var body: Never { fatalError() }
}

extension Section where H == Text, F == EmptyView {
  public init(_ title: LocalizedStringKey, @ViewBuilder content: () -> C) { fatalError() }
}

public struct NavigationStack<C: View>: View {
  public init(@ViewBuilder root: () -> C) {}
  public var body: Never { fatalError() }
}

public struct TabView<C: View>: View {
  public init(@ViewBuilder content: () -> C) {}
  public var body: Never { fatalError() }
}
