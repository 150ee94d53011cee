// Asks node-llama-cpp's own ggml: ggml LIBRARY (quantise|dequantise) TYPE-ID TYPE-NAME WEIGHTS ROW IN OUT
// Test program; declares what it needs, so it compiles without llama.cpp's sources.
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

#include <dlfcn.h>

using quantise_t = size_t (*)(int, const float *, void *, int64_t, int64_t, int64_t, const float *);
using dequantise_t = void (*)(const void *, float *, int64_t);
using row_size_t = size_t (*)(int, int64_t);

static void *library;

template <typename T> static T symbol(const std::string &name) {
    void *found = dlsym(library, name.c_str());
    if (!found) { fprintf(stderr, "no symbol %s\n", name.c_str()); exit(3); }
    return reinterpret_cast<T>(found);
}

template <typename T> static std::vector<T> read_all(const char *path, size_t count) {
    std::vector<T> values(count);
    FILE *file = fopen(path, "rb");
    if (!file || fread(values.data(), sizeof(T), count, file) != count) { fprintf(stderr, "short %s\n", path); exit(4); }
    fclose(file);
    return values;
}

template <typename T> static void write_all(const char *path, const std::vector<T> &values) {
    FILE *file = fopen(path, "wb");
    if (!file || fwrite(values.data(), sizeof(T), values.size(), file) != values.size()) exit(5);
    fclose(file);
}

int main(int count, char **words) {
    if (count != 9) return 2;
    library = dlopen(words[1], RTLD_NOW | RTLD_GLOBAL);
    if (!library) { fprintf(stderr, "%s\n", dlerror()); return 2; }
    const std::string action = words[2], name = words[4];
    const int type = atoi(words[3]);
    const int64_t weights = atoll(words[5]), row = atoll(words[6]);
    const size_t bytes = symbol<row_size_t>("ggml_row_size")(type, weights);
    if (action == "quantise") {
        const auto values = read_all<float>(words[7], weights);
        std::vector<uint8_t> blocks(bytes);
        symbol<quantise_t>("ggml_quantize_chunk")(type, values.data(), blocks.data(), 0, weights / row, row, nullptr);
        write_all(words[8], blocks);
    } else {
        const auto blocks = read_all<uint8_t>(words[7], bytes);
        std::vector<float> values(weights);
        const std::string of = name == "F16" ? "ggml_fp16_to_fp32_row"
            : name == "BF16" ? "ggml_bf16_to_fp32_row"
            : "dequantize_row_q" + name.substr(1);
        symbol<dequantise_t>(of)(blocks.data(), values.data(), weights);
        write_all(words[8], values);
    }
    return 0;
}
