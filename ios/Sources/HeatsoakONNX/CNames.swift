import Foundation

/// Names as C reads them, for as long as this lives: they are the same for each token.
final class CNames {
  let pointers: [UnsafePointer<CChar>?]

  init(_ names: [String]) { pointers = names.map { strdup($0).map { UnsafePointer($0) } } }

  deinit { for pointer in pointers { free(UnsafeMutableRawPointer(mutating: pointer)) } }
}
