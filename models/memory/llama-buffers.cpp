// What memory llama.cpp itself says it will take, for a model of which only metadata are given:
// llama-buffers METADATA.gguf {CONTEXT FLASH SEQUENCES UNIFIED KEY-TYPE VALUE-TYPE BATCH}...
// One line a setting: cache, recurrent state, compute and output buffer in MiB, or "refused". Nothing is allocated (no_alloc).
#include "ggml-backend.h"
#include "gguf.h"
#include "llama.h"

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>

static std::string said;

static void keep(ggml_log_level, const char * text, void *) { said += text; }

static void leave_empty(ggml_tensor *, void *) {}

/// The sum of the numbers that follow `label` in lines of `speaker`.
static double sum_of(const char * speaker, const char * label) {
    double sum = 0;
    for (size_t at = 0, end = 0; at < said.size(); at = end + 1) {
        end = said.find('\n', at);
        if (end == std::string::npos) end = said.size();
        const std::string line = said.substr(at, end - at);
        const size_t by = line.find(speaker), number = line.find(label, by == std::string::npos ? 0 : by);
        if (by != std::string::npos && number != std::string::npos) sum += atof(line.c_str() + number + strlen(label));
    }
    return sum;
}

/// llama.cpp knows each tensor's shape, but asks for its name in the file: names are added until it asks for no more.
static llama_model * model_of(gguf_context * metadata) {
    llama_model_params params = llama_model_default_params();
    params.no_alloc = true;
    params.load_mode = LLAMA_LOAD_MODE_NONE;
    const std::string missing = "missing tensor '";
    for (int tries = 0; tries < 10000; tries++) {
        said.clear();
        if (llama_model * model = llama_model_init_from_user(metadata, leave_empty, nullptr, params)) return model;
        const size_t at = said.find(missing);
        if (at == std::string::npos) return nullptr;
        const size_t begin = at + missing.size();
        const std::string name = said.substr(begin, said.find('\'', begin) - begin);
        ggml_tensor tensor = {};
        // Norms, biases and sinks are added and multiplied in full precision.
        const bool is_matrix = name.find(".weight") != std::string::npos && name.find("norm") == std::string::npos &&
                               name.find("sinks") == std::string::npos && name.find("shortconv.conv") == std::string::npos;
        tensor.type = is_matrix ? GGML_TYPE_F16 : GGML_TYPE_F32;
        for (int i = 0; i < GGML_MAX_DIMS; i++) tensor.ne[i] = tensor.nb[i] = 1;
        ggml_set_name(&tensor, name.c_str());
        gguf_add_tensor(metadata, &tensor);
    }
    return nullptr;
}

int main(int count, char ** words) {
    if (count < 2) return 2;
    llama_log_set(keep, nullptr);
    ggml_backend_load_all();
    gguf_context * metadata = gguf_init_from_file(words[1], { /*.no_alloc =*/ true, /*.ctx =*/ nullptr });
    llama_model * model = metadata ? model_of(metadata) : nullptr;
    if (!model) {
        fprintf(stderr, "%s\n", said.c_str());
        return 3;
    }
    for (int i = 2; i + 6 < count; i += 7) {
        const auto number = [&](int word) { return atoi(words[i + word]); };
        llama_context_params params = llama_context_default_params();
        params.n_ctx = number(0);
        params.flash_attn_type = number(1) ? LLAMA_FLASH_ATTN_TYPE_ENABLED : LLAMA_FLASH_ATTN_TYPE_DISABLED;
        params.n_seq_max = number(2);
        params.kv_unified = number(3);
        params.type_k = static_cast<ggml_type>(number(4));
        params.type_v = static_cast<ggml_type>(number(5));
        params.n_batch = params.n_ubatch = number(6);
        params.swa_full = false;
        said.clear();
        llama_context * context = llama_init_from_model(model, params);
        if (!context) {
            printf("refused\n");
            continue;
        }
        printf("%.2f %.2f %.2f %.2f\n", sum_of("llama_kv_cache", ": size = "), sum_of("llama_memory_recurrent", ": size = "),
               sum_of("sched_reserve", "compute buffer size = "), sum_of("output", "buffer size = "));
        llama_free(context);
    }
    return 0;
}
