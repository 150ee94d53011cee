/// What the log says of who wrote it.
public enum AgentName {
  /// Name and version; the version grows with what the agent does, not with the package.
  public static let current = "heatsoak-swift 1"
}
