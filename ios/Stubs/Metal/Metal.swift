// What Heatsoak uses of Metal, as Apple's headers declare it. For type checks on Linux; nothing here runs.
@_exported import Foundation

public protocol MTLDevice: NSObjectProtocol {
  var currentAllocatedSize: Int { get }
}

public func MTLCreateSystemDefaultDevice() -> (any MTLDevice)? { fatalError() }
