/**
 * llama-bench with one more mode. Without `--turns` it is llama-bench as it is. With it, it loads the model as llama-bench would for
 * the arguments that follow, and runs one repetition of the row whose number it reads from standard input: the clearing of the
 * cache, the depth, the clock and the loops are llama-bench's own functions. The answer is `<wall ns> <processor ns>`.
 * The thread pool is llama-bench's too. Its idle threads go on polling for a while, so with more than one the answer waits until they sleep.
 */
export const TURNS_SOURCE = String.raw`
#include "llama-bench.cpp"
#include <ctime>

static uint64_t cpu_ns() {
    timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (uint64_t) t.tv_sec * 1000000000ull + t.tv_nsec;
}

static int take_turns(int argc, char ** argv) {
    ggml_backend_load_all();
    const cmd_params params = parse_cmd_params(argc, argv);
    const auto rows = get_cmd_params_instances(params);
    auto * reg = ggml_backend_dev_backend_reg(ggml_backend_dev_by_type(GGML_BACKEND_DEVICE_TYPE_CPU));
    auto pool_new = (decltype(ggml_threadpool_new) *) ggml_backend_reg_get_proc_address(reg, "ggml_threadpool_new");
    llama_log_set(llama_null_log_callback, NULL);
    llama_backend_init();

    llama_model * model = llama_model_load_from_file(rows[0].model.c_str(), rows[0].to_llama_mparams());
    if (!model) { fprintf(stderr, "cannot load %s\n", rows[0].model.c_str()); return 1; }
    auto cparams = rows[0].to_llama_cparams();
    for (const auto & row : rows) cparams.n_ctx = std::max(cparams.n_ctx, (uint32_t) (row.n_prompt + row.n_gen + row.n_depth));
    llama_context * ctx = llama_init_from_model(model, cparams);
    if (!ctx) { fprintf(stderr, "cannot make a context\n"); return 1; }

    auto tpp = ggml_threadpool_params_default(rows[0].n_threads);
    tpp.poll = rows[0].poll;
    llama_attach_threadpool(ctx, pool_new(&tpp), NULL);

    printf("ready %s %zu\n", llama_commit(), rows.size());
    fflush(stdout);
    for (size_t index; scanf("%zu", &index) == 1 && index < rows.size();) {
        const auto & row = rows[index];
        llama_memory_clear(llama_get_memory(ctx), false);
        bool ok = row.n_depth == 0 || test_prompt(ctx, row.n_depth, row.n_batch, row.n_threads);
        const uint64_t cpu = cpu_ns();
        const uint64_t start = get_time_ns();
        if (row.n_prompt > 0) ok = ok && test_prompt(ctx, row.n_prompt, row.n_batch, row.n_threads);
        if (row.n_gen > 0) ok = ok && test_gen(ctx, row.n_gen, row.n_threads);
        const uint64_t wall = get_time_ns() - start;
        const uint64_t used = cpu_ns() - cpu;
        if (!ok) return 1;
        if (row.n_threads > 1) std::this_thread::sleep_for(std::chrono::milliseconds(500));
        printf("%llu %llu\n", (unsigned long long) wall, (unsigned long long) used);
        fflush(stdout);
    }
    return 0;
}

int main(int argc, char ** argv) {
    if (argc > 1 && strcmp(argv[1], "--turns") == 0) return take_turns(argc - 1, argv + 1);
    return llama_bench(argc, argv);
}
`;
