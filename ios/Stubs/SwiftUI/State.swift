@propertyWrapper public struct State<T> {
  public init(wrappedValue: T) { fatalError() }
  public var wrappedValue: T { get { fatalError() } nonmutating set {} }
  public var projectedValue: Binding<T> { fatalError() }
}

extension State where T: ExpressibleByNilLiteral { public init() { fatalError() } }

@dynamicMemberLookup @propertyWrapper public struct Binding<T> {
  public init(get: @escaping () -> T, set: @escaping (T) -> Void) {}
  public var wrappedValue: T { get { fatalError() } nonmutating set {} }
  public var projectedValue: Binding<T> { self }
  public subscript<V>(dynamicMember path: WritableKeyPath<T, V>) -> Binding<V> { fatalError() }
}

@dynamicMemberLookup @propertyWrapper public struct Bindable<T> {
  public init(wrappedValue: T) where T: AnyObject, T: Observable { fatalError() }
  public var wrappedValue: T { get { fatalError() } nonmutating set {} }
  public var projectedValue: Bindable<T> { self }
  public subscript<V>(dynamicMember path: ReferenceWritableKeyPath<T, V>) -> Binding<V> where T: AnyObject { fatalError() }
}

@propertyWrapper public struct ScaledMetric<T: BinaryFloatingPoint> {
  public init(wrappedValue: T) { fatalError() }
  public var wrappedValue: T { fatalError() }
}
