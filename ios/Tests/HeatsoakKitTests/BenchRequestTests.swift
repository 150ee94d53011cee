import Foundation
import Testing

@testable import HeatsoakKit

@Suite struct BenchRequestTests {
  @Test func theEnvironmentAsks() {
    #expect(BenchRequest(environment: ["HEATSOAK_SESSION": "b0-p1"])?.launch == "b0-p1")
    #expect(BenchRequest(environment: [:]) == nil)
  }

  @Test(arguments: ["", ".", "..", "a/b", "../a", "a\\b", "a\0", String(repeating: "a", count: 201)])
  func whatIsNoFoldersNameIsNoRequest(launch: String) {
    #expect(BenchRequest(environment: ["HEATSOAK_SESSION": launch]) == nil)
  }

  static let links: [(String, String?)] = [
    ("heatsoak://run?session=L1", "L1"), ("heatsoak://run?session=..%2Fx", nil), ("heatsoak://run", nil),
    ("heatsoak://walk?session=L1", nil), ("https://run?session=L1", nil), ("heatsoak://run?session=", nil),
  ]

  @Test(arguments: links)
  func aLinkAsks(link: String, launch: String?) throws {
    let url = try #require(URL(string: link))
    #expect(BenchRequest(url: url)?.launch == launch)
  }
}
