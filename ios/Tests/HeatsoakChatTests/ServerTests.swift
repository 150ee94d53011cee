import Foundation
import Synchronization
import Testing

@testable import HeatsoakChat

/// A chat server that says these events and then closes.
private func chatServer(_ events: [String], status: Int = 200) throws -> SmallServer {
  try SmallServer { _, connection in
    connection.head(status, ["Content-Type": "text/event-stream"])
    for event in events { connection.send(Data(event.utf8)) }
  }
}

private func delta(_ text: String) -> String {
  "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"\(text)\"}}]}\n\n"
}

/// All parts of an answer to "Hi".
func parts(of answerer: any Answerer) async throws -> [AnswerPart] {
  var parts: [AnswerPart] = []
  for try await part in answerer.answer([ChatMessage(role: .user, text: "Hi")], limit: 16) { parts.append(part) }
  return parts
}

func text(of parts: [AnswerPart]) -> [String] {
  parts.compactMap { if case .text(let text) = $0 { text } else { nil } }
}

/// Through URLSession and a server on this host.
@Suite(.timeLimit(.minutes(1))) struct ServerAnswererTests {
  private func answerer(_ server: SmallServer, key: String? = nil) throws -> ServerAnswerer {
    ServerAnswerer(ServerSettings(base: try server.url("/v1"), model: "big", key: key))
  }

  @Test func anAnswerComesPieceByPieceAndItsOriginIsSaid() async throws {
    let usage = "{\"prompt_tokens\":5,\"completion_tokens\":2,\"prompt_tokens_details\":{\"cached_tokens\":3}}"
    let server = try chatServer([
      ": a comment\n\n", "data: {\"choices\":[{\"delta\":{\"role\":\"assistant\",\"content\":null}}]}\n\n",
      delta("Gr"), delta("üezi"), "data: {\"choices\":[],\"usage\":\(usage)}\n\n", "data: [DONE]\n\n",
    ])
    defer { server.stop() }
    let parts = try await parts(of: answerer(server, key: "secret"))
    #expect(parts.first == .began(.server(host: "127.0.0.1", because: .chosen)))
    #expect(text(of: parts) == ["Gr", "üezi"])
    guard case .numbers(let numbers) = parts.last else {
      Issue.record("no numbers")
      return
    }
    #expect(numbers.promptTokens == 5)
    #expect(numbers.generatedTokens == 2)
    #expect(numbers.cachedTokens == 3)
    #expect(numbers.firstTokenSeconds != nil)
    let request = try #require(server.requests.first)
    #expect(request.path == "/v1/chat/completions")
    #expect(request.headers["authorization"] == "Bearer secret")
    let body = try #require(try JSONSerialization.jsonObject(with: request.body) as? [String: Any])
    #expect(body["model"] as? String == "big")
    #expect(body["stream"] as? Bool == true)
    #expect(body["max_tokens"] as? Int == 16)
    #expect(body["messages"] as? [[String: String]] == [["role": "user", "content": "Hi"]])
  }

  @Test func aRefusalHasItsReason() async throws {
    let server = try chatServer(["{\"error\":{\"message\":\"no such key\",\"type\":\"auth\"}}"], status: 401)
    defer { server.stop() }
    let problem = await thrown { _ = try await parts(of: answerer(server)) }
    #expect(problem as? ChatProblem == .serverRefused(status: 401, reason: "no such key"))
    #expect(server.requests.first?.headers["authorization"] == nil)
  }

  @Test func anErrorWithinTheStreamIsARefusal() async throws {
    let server = try chatServer([delta("a"), "data: {\"error\":{\"message\":\"out of memory\"}}\n\n"])
    defer { server.stop() }
    let problem = await thrown { _ = try await parts(of: answerer(server)) }
    #expect(problem as? ChatProblem == .serverRefused(status: 200, reason: "out of memory"))
  }

  @Test func anAnswerThatEndsBeforeItIsDoneIsNoAnswer() async throws {
    let server = try chatServer([delta("a")])
    defer { server.stop() }
    let problem = await thrown { _ = try await parts(of: answerer(server)) }
    #expect(problem as? ChatProblem == .serverUnreachable(host: "127.0.0.1"))
  }

  @Test func nobodyThereIsSaid() async throws {
    let nobody = try #require(URL(string: "http://127.0.0.1:1/v1"))
    let problem = await thrown {
      _ = try await parts(of: ServerAnswerer(ServerSettings(base: nobody, model: "m", key: nil)))
    }
    #expect(problem as? ChatProblem == .serverUnreachable(host: "127.0.0.1"))
  }

  @Test func whoStopsListeningClosesTheConnection() async throws {
    let left = Flag()
    let server = try SmallServer { _, connection in
      connection.head(200, ["Content-Type": "text/event-stream"])
      connection.send(Data(delta("a").utf8))
      connection.waitUntilClosed()
      left.set()
    }
    defer { server.stop() }
    let answerer = try answerer(server)
    for try await part in answerer.answer([ChatMessage(role: .user, text: "Hi")], limit: 16) where part == .text("a") {
      break
    }
    while !left.isSet { await Task.yield() }
  }
}

@Suite struct ServerSentEventsTests {
  static let stream = "data: a\r\n\r\n: comment\ndata: b\ndata: c\n\nevent: x\ndata:d\r\rdata: é\n\n\n\n"

  @Test func eventsAreTheSameHoweverTheBytesAreCut() {
    let bytes = Array(Self.stream.utf8)
    for size in 1...bytes.count {
      var events = ServerSentEvents()
      var found: [String] = []
      for start in stride(from: 0, to: bytes.count, by: size) {
        found += events.take(bytes[start..<min(start + size, bytes.count)])
      }
      #expect(found == ["a", "b\nc", "d", "é"])
    }
  }
}

@Suite(.timeLimit(.minutes(1))) struct RouteTests {
  private struct Phone: Answerer {
    var says: [String] = []
    var fails: ChatProblem?

    func answer(_ messages: [ChatMessage], limit: Int) -> AsyncThrowingStream<AnswerPart, any Error> {
      .working { continuation in
        continuation.yield(.began(.phone(model: "m")))
        for piece in says { continuation.yield(.text(piece)) }
        if let fails { throw fails }
      }
    }
  }

  private func route(_ mode: AnswerMode, _ phone: Phone?, _ server: SmallServer) throws -> Route {
    let settings = ServerSettings(base: try server.url("/v1"), model: "big", key: nil)
    return Route(mode: mode, phone: phone, server: ServerAnswerer(settings))
  }

  private func origins(_ parts: [AnswerPart]) -> [AnswerOrigin] {
    parts.compactMap { if case .began(let origin) = $0 { origin } else { nil } }
  }

  private func server() throws -> SmallServer { try chatServer([delta("from afar"), "data: [DONE]\n\n"]) }

  @Test func aPhoneThatCanAnswers() async throws {
    let server = try server()
    defer { server.stop() }
    for mode in [AnswerMode.offline, .fallback] {
      #expect(try await text(of: parts(of: route(mode, Phone(says: ["here"]), server))) == ["here"])
    }
    #expect(server.requests.isEmpty)
  }

  @Test func theServerStepsInAndSaysWhy() async throws {
    let server = try server()
    defer { server.stop() }
    let problem = ChatProblem.notEnoughMemory(contextTokens: 8192, needed: 2, available: 1, fits: 0)
    let failed = try await parts(of: route(.fallback, Phone(fails: problem), server))
    #expect(text(of: failed) == ["from afar"])
    #expect(origins(failed).last == .server(host: "127.0.0.1", because: .phoneFailed(problem)))
    let absent = try await parts(of: route(.fallback, nil, server))
    #expect(origins(absent) == [.server(host: "127.0.0.1", because: .noModel)])
    let chosen = try await parts(of: route(.online, Phone(says: ["here"]), server))
    #expect(origins(chosen) == [.server(host: "127.0.0.1", because: .chosen)])
  }

  @Test func offlineNothingLeavesThePhone() async throws {
    let server = try server()
    defer { server.stop() }
    #expect(await thrown { _ = try await parts(of: route(.offline, nil, server)) } as? ChatProblem == .nobodyAnswers)
    let failing = Phone(fails: .damagedModel(name: "m"))
    let problem = await thrown { _ = try await parts(of: route(.offline, failing, server)) }
    #expect(problem as? ChatProblem == .damagedModel(name: "m"))
    #expect(server.requests.isEmpty)
  }

  @Test func anAnswerThatWasBegunStaysWhereItIs() async throws {
    let server = try server()
    defer { server.stop() }
    let phone = Phone(says: ["half"], fails: .other("x"))
    #expect(await thrown { _ = try await parts(of: route(.fallback, phone, server)) } as? ChatProblem == .other("x"))
    #expect(server.requests.isEmpty)
  }

  @Test func aBenchIsNotDisturbedByAServerEither() async throws {
    let server = try server()
    defer { server.stop() }
    let phone = Phone(fails: .benchRuns)
    #expect(await thrown { _ = try await parts(of: route(.fallback, phone, server)) } as? ChatProblem == .benchRuns)
    #expect(server.requests.isEmpty)
  }
}
