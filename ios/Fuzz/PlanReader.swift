import Foundation

/// libFuzzer's entry, compiled into one module with HeatsoakAgent by `ci/swift-linux.sh fuzz`: whatever the bytes are, they are a
/// plan or refused with an `AgentError`.
@_cdecl("LLVMFuzzerTestOneInput")
public func readPlan(_ bytes: UnsafePointer<UInt8>, _ count: Int) -> CInt {
  do {
    let plan = try Plan.read(Data(bytes: bytes, count: count))
    precondition(!plan.steps.isEmpty && plan.memoryIntervalMs > 0, "a plan that cannot be run was taken")
    // What a launch computes before it has measured anything.
    _ = plan.plannedTrials
  } catch is AgentError {
    return 0
  } catch {
    preconditionFailure("refused by an error without a code: \(error)")
  }
  return 0
}
