// The two headers of llama.cpp that HeatsoakLlama uses; pkg-config's file says where they lie.
#include <llama.h>
#include <ggml-backend.h>
