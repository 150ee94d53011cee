// What llama-quantize does with a type alone: `llama-quantize-bench FROM TO FTYPE`.
#include "llama.h"
#include <cstdlib>

int main(int argc, char ** argv) {
  if (argc != 4) return 2;
  llama_log_set([](ggml_log_level, const char *, void *) {}, nullptr);
  llama_model_quantize_params params = llama_model_quantize_default_params();
  params.ftype = static_cast<llama_ftype>(std::atoi(argv[3]));
  params.allow_requantize = true;
  return static_cast<int>(llama_model_quantize(argv[1], argv[2], &params));
}
