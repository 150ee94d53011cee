import HeatsoakAgent

/// What the phone's body answers. Which fields are there depends on what was asked.
struct BodyReply: Decodable {
  /// What the phone's sensors read while a stretch of time passes.
  struct Reading: Decodable {
    let footprintBytes: Int64
    let mappedBytes: Int64?
    let availableBytes: Int64?
    let metalAllocatedBytes: Int64?
    let peakFootprintBytes: Int64?
    let memoryWarnings: Int?
    let thermalState: ThermalState?
    let lowPowerMode: Bool?
    let batteryPercent: Double?
    let charging: Bool?
    let brightness: Double?
    let foreground: Bool?
    let network: String?
    let freeDiskBytes: Int64?
  }

  /// Time that passed since the last answer, or a jump of what the clock shows; `reading` holds from its beginning.
  struct Step: Decodable {
    let us: Double?
    let jumpUs: Double?
    let reading: Reading?
  }

  let steps: [Step]
  /// To `hello`.
  let protocolVersion: Int?
  let wallClock: String?
  let cold: Bool?
  let identity: Identity?
  /// To `load`.
  let backend: String?
  /// To `token`: the id that the app shows, and whether the answer ends before it.
  let id: Int32?
  let ended: Bool?
  /// To `generated`.
  let cachedTokens: Int?
  let bundled: Bool?
  let counters: [String: Double]?
  /// To `score`: by how much each id is less probable than the engine says.
  let lossNats: Double?
  /// To `digest`.
  let sha256: String?
}
