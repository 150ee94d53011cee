import Foundation
import Testing

@testable import HeatsoakAgent

@Suite struct DiskFolderTests {
  let folder: URL

  init() throws {
    folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  }

  private func text(_ name: String) throws -> String {
    try String(contentsOf: folder.appendingPathComponent(name), encoding: .utf8)
  }

  @Test func setsTheLogsOfEarlierLaunchesAside() throws {
    for line in ["one\n", "two\n", "three\n"] { try DiskFolder(folder).append(Array(line.utf8)) }
    #expect(try text("events.jsonl") == "three\n")
    #expect(try text("events.1.jsonl") == "one\n")
    #expect(try text("events.2.jsonl") == "two\n")
  }

  @Test func goesOnWithALogThatIsEmpty() throws {
    _ = try DiskFolder(folder)
    try DiskFolder(folder).append(Array("one\n".utf8))
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["events.jsonl"])
  }

  @Test func replacesTheStatusWhole() throws {
    let disk = try DiskFolder(folder)
    for state in [AgentStatus.State.loading, .finished] {
      let heartbeat = Moment(nanoseconds: 2500)
      try disk.write(AgentStatus(state: state, launch: "L1", trial: 3, trials: 4, heartbeat: heartbeat))
    }
    let status = #"{"v":1,"state":"finished","launch":"L1","trial":3,"trials":4,"heartbeatUs":3}"#
    #expect(try text("status.json") == status)
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted() == ["events.jsonl", "status.json"])
  }

  @Test func aFolderThatIsNotThereIsAnError() {
    #expect(throws: AgentError.self) { try DiskFolder(folder.appendingPathComponent("nowhere")) }
  }

  #if os(Linux)
    @Test func aFullDiskTakesAllOfTheLinesOrNone() throws {
      try FileManager.default.createSymbolicLink(
        at: folder.appendingPathComponent("events.jsonl"), withDestinationURL: URL(fileURLWithPath: "/dev/full"))
      let disk = try DiskFolder(folder)
      #expect(throws: (any Error).self) { try disk.append(Array("line\n".utf8)) }
    }
  #endif
}
