/// What a user sets. Whatever a file lacks has its default, so that older files stay readable.
public struct ChatSettings: Sendable, Equatable, Codable {
  /// Where answers come from.
  public var mode = AnswerMode.fallback
  /// Id of the model that answers; empty for the first that is there.
  public var model = ""
  /// Room for prompt and answer.
  public var contextTokens = 4096
  /// Longest answer.
  public var answerTokens = 512
  /// `auto`, `metal` or `cpu`.
  public var backend = "auto"
  /// Whether what a prompt has in common with the one before is kept; a bench does without in any case.
  public var keepsPromptCache = true
  /// Address of the server up to and with `/v1`; empty for none.
  public var serverAddress = ""
  /// As the server calls it.
  public var serverModel = ""

  /// Contexts to choose from.
  public static let contextChoices = [2048, 4096, 8192, 16384]
  /// Lengths of answers to choose from.
  public static let answerChoices = [256, 512, 1024, 2048]
  /// Backends to choose from.
  public static let backendChoices = ["auto", "metal", "cpu"]

  /// The defaults.
  public init() {}

  /// Reads what is there.
  public init(from decoder: any Decoder) throws {
    let fields = try decoder.container(keyedBy: CodingKeys.self)
    func read<T: Decodable>(_ key: CodingKeys, into value: inout T) {
      if let found = try? fields.decodeIfPresent(T.self, forKey: key) { value = found }
    }
    read(.mode, into: &mode)
    read(.model, into: &model)
    read(.contextTokens, into: &contextTokens)
    read(.answerTokens, into: &answerTokens)
    read(.backend, into: &backend)
    read(.keepsPromptCache, into: &keepsPromptCache)
    read(.serverAddress, into: &serverAddress)
    read(.serverModel, into: &serverModel)
  }
}
