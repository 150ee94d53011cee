public protocol ShapeStyle: Sendable {}

public struct Color: ShapeStyle, View {
  public static let red = Color()
  public static let orange = Color()
  public static let yellow = Color()
  public static let green = Color()
  public var body: Never { fatalError() }
}

public struct HierarchicalShapeStyle: ShapeStyle {}
public struct TintShapeStyle: ShapeStyle {}
public struct BackgroundMaterial: ShapeStyle {}
extension ShapeStyle where Self == Color { public static var red: Color { fatalError() } }
extension ShapeStyle where Self == HierarchicalShapeStyle { public static var secondary: HierarchicalShapeStyle { fatalError() } }
extension ShapeStyle where Self == TintShapeStyle { public static var tint: TintShapeStyle { fatalError() } }
extension ShapeStyle where Self == BackgroundMaterial { public static var bar: BackgroundMaterial { fatalError() } }

public struct Path: Sendable {
  public init() {}
  public var isEmpty: Bool { fatalError() }
  public mutating func move(to: CGPoint) {}
  public mutating func addLine(to: CGPoint) {}
  public mutating func addRect(_ rect: CGRect) {}
}

// Of iOS 18: a shape computes its path off the main actor.
public protocol Shape: Sendable, View { nonisolated func path(in rect: CGRect) -> Path }

extension Shape {
  public var body: Never { fatalError() }
  public func stroke<S: ShapeStyle>(_ style: S, lineWidth: CGFloat = 1) -> some View { AnyStub() }
  public func fill<S: ShapeStyle>(_ style: S) -> some View { AnyStub() }
}
