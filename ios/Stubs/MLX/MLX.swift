// What Examples/MLX uses of mlx-swift (github.com/ml-explore/mlx-swift), as mlx-swift-lm calls it. Nothing here runs.
public final class MLXArray {
  public init(_ values: [Int32]) {}
}
