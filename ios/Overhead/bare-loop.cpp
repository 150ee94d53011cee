// bare-loop <model> <folder of backends> <tokens to generate> <repetitions>
//
// What the agent's overhead is measured against: a prompt, then greedy tokens, through the same library with the same settings, and
// nothing around it but a stamp a token. Prints the ids, so that equal work can be told from less work, and the times between
// tokens in nanoseconds: one JSON object a line and repetition.
#include <ggml-backend.h>
#include <llama.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

namespace {

using Clock = std::chrono::steady_clock;

// As ios/Overhead/plan.json asks for it.
const std::string prompt_text = "<|user|>\nWhy is the sky blue?<|end|>\n<|assistant|>\n";
constexpr int context_tokens = 1024, batch_tokens = 512, threads = 1;

struct Loaded {
  llama_model *model;
  llama_context *context;
  const llama_vocab *vocabulary;
};

[[noreturn]] void fail(const char *why) {
  std::fprintf(stderr, "bare-loop: %s\n", why);
  std::exit(1);
}

Loaded load(const char *path, const char *backends) {
  llama_log_set([](ggml_log_level, const char *, void *) {}, nullptr);
  ggml_backend_load_all_from_path(backends);
  llama_backend_init();
  llama_model_params of_model = llama_model_default_params();
  of_model.n_gpu_layers = 0;
  llama_model *model = llama_model_load_from_file(path, of_model);
  if (model == nullptr) fail("the model cannot be loaded");
  llama_context_params of_context = llama_context_default_params();
  of_context.n_ctx = context_tokens;
  of_context.n_batch = of_context.n_ubatch = batch_tokens;
  of_context.n_threads = of_context.n_threads_batch = threads;
  of_context.flash_attn_type = LLAMA_FLASH_ATTN_TYPE_DISABLED;
  of_context.no_perf = false;
  llama_context *context = llama_init_from_model(model, of_context);
  if (context == nullptr) fail("there is no room for the context");
  return {model, context, llama_model_get_vocab(model)};
}

std::vector<llama_token> prompt_ids(const llama_vocab *vocabulary) {
  std::vector<llama_token> ids(prompt_text.size() + 2);
  const int count = llama_tokenize(
      vocabulary, prompt_text.c_str(), prompt_text.size(), ids.data() + 1, ids.size() - 1, false, true);
  if (count < 0) fail("the prompt cannot be tokenized");
  ids[0] = llama_vocab_bos(vocabulary);
  ids.resize(count + 1);
  return ids;
}

llama_token likeliest(const Loaded &loaded) {
  const int size = llama_vocab_n_tokens(loaded.vocabulary);
  const float *logits = llama_get_logits_ith(loaded.context, -1);
  int best = 0;
  for (int id = 1; id < size; id++)
    if (logits[id] > logits[best]) best = id;
  return best;
}

void decode(const Loaded &loaded, llama_token *ids, int count) {
  if (llama_decode(loaded.context, llama_batch_get_one(ids, count)) != 0) fail("llama_decode failed");
}

template <typename T>
void print_list(const char *name, const std::vector<T> &values, const char *end) {
  std::printf("\"%s\":[", name);
  for (size_t i = 0; i < values.size(); i++) std::printf("%s%lld", i > 0 ? "," : "", (long long)values[i]);
  std::printf("]%s", end);
}

void generate(const Loaded &loaded, std::vector<llama_token> prompt, int tokens) {
  std::vector<llama_token> ids;
  std::vector<Clock::time_point> stamps;
  ids.reserve(tokens);
  stamps.reserve(tokens);
  llama_memory_clear(llama_get_memory(loaded.context), false);
  decode(loaded, prompt.data(), prompt.size());
  llama_token id = likeliest(loaded);
  for (int left = tokens;; left--) {
    stamps.push_back(Clock::now());
    ids.push_back(id);
    if (left == 1) break;
    decode(loaded, &id, 1);
    id = likeliest(loaded);
  }
  std::vector<long long> between;
  for (size_t i = 1; i < stamps.size(); i++)
    between.push_back(std::chrono::nanoseconds(stamps[i] - stamps[i - 1]).count());
  std::printf("{");
  print_list("ids", ids, ",");
  print_list("betweenNs", between, "}\n");
}

}  // namespace

int main(int count, char **arguments) {
  if (count != 5) fail("usage: bare-loop <model> <folder of backends> <tokens> <repetitions>");
  const Loaded loaded = load(arguments[1], arguments[2]);
  const std::vector<llama_token> prompt = prompt_ids(loaded.vocabulary);
  const int tokens = std::atoi(arguments[3]), repetitions = std::atoi(arguments[4]);
  if (tokens < 1) fail("at least one token");
  for (int repetition = 0; repetition < repetitions; repetition++) generate(loaded, prompt, tokens);
  llama_free(loaded.context);
  llama_model_free(loaded.model);
}
