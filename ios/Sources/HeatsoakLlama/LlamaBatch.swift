import llama

/// A batch of forced ids, filled anew for each call: it is allocated once.
struct LlamaBatch {
  /// Which ids of a batch get logits.
  enum Logits {
    case none
    case last
    case all
  }

  private var batch: llama_batch

  init(capacity: Int) { batch = llama_batch_init(Int32(clamping: capacity), 0, 1) }

  mutating func filled(_ ids: ArraySlice<Int32>, position: Int, logits: Logits) -> llama_batch {
    for (index, id) in ids.enumerated() {
      batch.token[index] = id
      batch.pos[index] = Int32(position + index)
      batch.n_seq_id[index] = 1
      batch.seq_id[index]?.pointee = 0
      let isWanted = logits == .all || (logits == .last && index == ids.count - 1)
      batch.logits[index] = isWanted ? 1 : 0
    }
    batch.n_tokens = Int32(ids.count)
    return batch
  }

  func free() { llama_batch_free(batch) }
}
