import Foundation

/// What is sent to `/chat/completions` of a server that speaks OpenAI's protocol.
struct ChatCompletionRequest: Encodable {
  struct Message: Encodable {
    let role: String
    let content: String
  }

  struct StreamOptions: Encodable {
    let include_usage = true
  }

  let model: String
  let messages: [Message]
  let max_tokens: Int
  let stream = true
  let stream_options = StreamOptions()
}

/// One event of its answer; servers leave out what they have not.
struct ChatCompletionChunk: Decodable {
  struct Choice: Decodable {
    struct Delta: Decodable {
      let content: String?
    }

    let delta: Delta?
  }

  struct Usage: Decodable {
    struct Details: Decodable {
      let cached_tokens: Int?
    }

    let prompt_tokens: Int?
    let completion_tokens: Int?
    let prompt_tokens_details: Details?
  }

  let choices: [Choice]?
  let usage: Usage?
  /// Some servers answer 200 and then say that they cannot.
  let error: ServerErrorBody.Reason?
}

/// What a server says instead of an answer.
struct ServerErrorBody: Decodable {
  struct Reason: Decodable {
    let message: String?
  }

  let error: Reason?
}
