import HeatsoakAgent

extension Home {
  /// The home of an app on a virtual phone: the engine's tokens are real, all else is the body's.
  public static func virtual(_ body: PhoneBody, engine: any TokenEngine) -> Home {
    var home = Home(clock: body.clock, engine: .tokens(BodyEngine(engine: engine, body: body)), sensors: body)
    home.isColdLoad = body.isColdLoad
    home.windowOpened = { try body.ask(["ask": "opened", "trial": .int(Int64($0))]) }
    home.windowClosed = { try body.ask(["ask": "closed", "trial": .int(Int64($0))]) }
    home.probe = { try body.ask(["ask": "probe"]) }
    home.idle = { try body.ask(["ask": "idle", "seconds": .number($0)]) }
    home.digest = { path, files in
      let found = try modelDigest(path, files: files)
      return try body.ask(["ask": "digest", "sha256": .string(found)]).sha256 ?? found
    }
    return home
  }
}
